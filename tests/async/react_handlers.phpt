--TEST--
React in handlers: promises, timers and sockets; callbacks may suspend without stopping others
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('react/event-loop', 'react/promise', 'react/socket');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    use React\Promise\{Deferred, PromiseInterface};

    /* as React\Async\await() does it */
    function await(PromiseInterface $promise): mixed {
        $fiber = Fiber::getCurrent();
        $promise->then(
            fn ($value) => Loop::futureTick(fn () => $fiber->resume($value)),
            fn ($error) => Loop::futureTick(fn () => $fiber->throw($error)));
        return Fiber::suspend();
    }
    function after(float $seconds, mixed $value): PromiseInterface {
        $deferred = new Deferred();
        Loop::addTimer($seconds, fn () => $deferred->resolve($value));
        return $deferred->promise();
    }
    $server->ws("/", onMessage: function ($c, $m) use ($server) {
        switch ($m) {
            case "loop":
                $c->send(get_class(Loop::get()));
                break;
            case "timer":
                $c->send(await(after(0.01, "resolved")));
                break;
            case "rejected":
                try {
                    await(React\Promise\reject(new LogicException("rejected")));
                } catch (LogicException $e) {
                    $c->send($e->getMessage());
                }
                break;
            case "socket": /* to ourselves, over HTTP */
                $text = "";
                $done = new Deferred();
                (new React\Socket\Connector())->connect("127.0.0.1:$server->port")->then(function ($conn) use (&$text, $done) {
                    $conn->write("GET /hello HTTP/1.0\r\n\r\n");
                    $conn->on("data", function ($data) use (&$text) { $text .= $data; });
                    $conn->on("close", fn () => $done->resolve(null));
                });
                await($done->promise());
                $c->send(substr(strrchr($text, "\n"), 1));
                break;
            case "listen":
                $socket = new React\Socket\SocketServer("127.0.0.1:0");
                $socket->on("connection", fn ($conn) => $conn->end("from a socket of React"));
                $client = stream_socket_client($socket->getAddress());
                stream_set_blocking($client, false);
                $done = new Deferred();
                Loop::addReadStream($client, function ($client) use ($done) {
                    Loop::removeReadStream($client);
                    $done->resolve(fread($client, 100));
                });
                $c->send(await($done->promise()));
                $socket->close();
                break;
            case "suspend": /* in the callback of a timer, while others are due */
                $log = [];
                $done = new Deferred();
                Loop::addTimer(0.001, function () use (&$log, $done) {
                    $log[] = "begin";
                    $log[] = await(after(0.01, "end"));
                    $done->resolve(null);
                });
                Loop::addTimer(0.001, function () use (&$log) { $log[] = "other timer"; });
                Loop::addTimer(0.001, function () use (&$log) {
                    Loop::futureTick(function () use (&$log) { $log[] = "tick"; });
                });
                usleep(2000);
                await($done->promise());
                $c->send(implode(", ", $log));
                break;
            case "run":
                try {
                    Loop::run();
                } catch (LogicException $e) {
                    $c->send($e->getMessage());
                }
                break;
            case "stop":
                Loop::stop();
                $c->send(await(after(0.001, "goes on")));
                break;
        }
    });
    $server->http("GET", "/hello", fn () => "hello from the server");
');
$client = $server->ws();
foreach (['loop', 'timer', 'rejected', 'socket', 'listen', 'suspend', 'run', 'stop'] as $what) {
    $client->text($what);
    echo "$what: ", $client->message(), "\n";
}
unset($client);
$server->stop();
echo preg_match('/error|warning/', $server->err) ? $server->err : 'nothing in the log';
?>
--EXPECT--
loop: Rtws\React\Loop
timer: resolved
rejected: rejected
socket: hello from the server
listen: from a socket of React
suspend: begin, other timer, tick, end
run: RtServer::run() runs the loop: nothing else can. To wait for a promise in a handler, use React\Async\await(), which suspends its Fiber
stop: goes on
nothing in the log
