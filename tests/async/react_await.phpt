--TEST--
react/async: await() in handlers, in callbacks and in async(); delay(); parallel()
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('react/async');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    use function React\Async\{async, await, parallel};
    $after = function (float $seconds, mixed $value) {
        $deferred = new React\Promise\Deferred();
        Loop::addTimer($seconds, fn () => $deferred->resolve($value));
        return $deferred->promise();
    };
    $server->ws("/", onMessage: function ($c, $m) use ($after) {
        switch ($m) {
            case "await":
                $c->send(await($after(0.01, "resolved")));
                break;
            case "rejected":
                try {
                    await(React\Promise\reject(new LogicException("rejected")));
                } catch (LogicException $e) {
                    $c->send($e->getMessage());
                }
                break;
            case "async":
                $c->send(await(async(fn () => await($after(0.01, "awaited in async")))()));
                break;
            case "callback":
                $deferred = new React\Promise\Deferred();
                Loop::addTimer(0.001, fn () => $deferred->resolve(await($after(0.01, "awaited in a callback"))));
                $c->send(await($deferred->promise()));
                break;
            case "parallel":
                $c->send(implode(" ", await(parallel([fn () => $after(0.01, "a"), fn () => $after(0.001, "b")]))));
                break;
            case "delay":
                React\Async\delay(0.01);
                $c->send("delayed");
                break;
        }
    });
');
$client = $server->ws();
foreach (['await', 'rejected', 'async', 'callback', 'parallel', 'delay'] as $what) {
    $client->text($what);
    echo "$what: ", $client->message(), "\n";
}
unset($client);
$server->stop();
echo preg_match('/error|warning/', $server->err) ? $server->err : "nothing in the log\n";

echo "In {main}, before and after a server:\n", preg_replace('/^ready.*\n/', '', vendor_run('
    React\Async\delay(0.001);
    echo "before\n";
    $server = new RtServer("127.0.0.1", 0, ["log" => "off"]);
    $server->on("start", function () use ($server) { React\Async\delay(0.001); echo "in a handler\n"; $server->stop(); });
    $server->run();
    React\Async\delay(0.001);
    echo "after\n";
'));
?>
--EXPECTF--
await: resolved
rejected: rejected
async: awaited in async
callback: awaited in a callback
parallel: %r(a b|b a)%r
delay: delayed
nothing in the log
In {main}, before and after a server:
%Aafter
