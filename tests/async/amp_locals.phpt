--TEST--
A FiberLocal of one handler is not there in the next one on the same Fiber, also when it is the first that loads the class
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('revolt/event-loop');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    $server->ws("/", onMessage: function ($c, $m) {
        static $local, $fibers = [];
        $local ??= new Revolt\EventLoop\FiberLocal(fn () => "none");
        $before = $local->get();
        $local->set($m);
        $fibers[spl_object_id(Fiber::getCurrent())] = true;
        if ($m === "c") {
            delay(0.001);
        }
        $c->send("$before $m " . ($local->get() === $m ? "kept" : "lost") . " " . count($fibers));
    });
');
$client = $server->ws();
$client->socket->send(implode(array_map(fn ($m) => WsClient::frame(WsClient::TEXT, $m), ['a', 'b', 'c', 'd'])));
for ($i = 0; $i < 4; $i++) {
    echo $client->message(), "\n";
}
unset($client);
$server->stop();
?>
--EXPECTF--
none a kept 1
none b kept 1
none c kept 1
none d kept %d
