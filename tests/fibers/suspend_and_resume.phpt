--TEST--
A handler may suspend its Fiber itself; whoever resumes it hands over the value
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c, $m) use ($server, &$waiting) {
        if ($m === "wait") {
            $waiting = Fiber::getCurrent();
            $c->send("got " . Fiber::suspend());
        } elseif ($m === "throw") {
            $waiting->throw(new LogicException("thrown in"));
        } else {
            $waiting->resume($m);
            $c->send("resumed");
        }
    }, onError: fn ($c, $e) => $c->send($e->getMessage()));
');
$one = $server->ws();
$two = $server->ws();
foreach (['a value', 'throw'] as $message) {
    $one->text('wait');
    $one->ping('x');
    $one->read();
    $two->text($message);
    echo $one->message(), "\n";
}
echo $two->message(), "\n";
unset($one, $two);
$server->stop();
?>
--EXPECT--
got a value
thrown in
resumed
