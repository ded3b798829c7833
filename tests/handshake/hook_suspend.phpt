--TEST--
handshake hook: it must not suspend: delay() and Fibers throw, run() does too, and the server lives on
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    $server->ws("/delay", handshake: function () { delay(0.01); return true; });
    $server->ws("/zero", handshake: function () { delay(0); return true; });
    $server->ws("/caught", handshake: function () {
        try {
            delay(0.01);
        } catch (\Rtws\IllegalState $e) {
            return new Response(get_class($e), 409);
        }
        return true;
    });
    $server->ws("/suspend", handshake: function () { \Fiber::suspend(); return true; });
    $server->ws("/fiber", handshake: function () {
        $fiber = new \Fiber(fn () => \Fiber::suspend());
        $fiber->start();
        return true;
    });
    $server->ws("/run", handshake: function () use ($server) { $server->run(); return true; });
    $server->ws("/good", onMessage: function (Connection $c, string $m) { delay(0.001); $c->send($m); });
');
$good = $server->ws('/good');
foreach (['delay', 'zero', 'caught', 'suspend', 'fiber', 'run'] as $path) {
    $client = new WsClient($server->connect());
    $client->socket->send(WsClient::handshake("/$path"));
    echo "$path: ", $client->readAnswer()->status, "\n";
    $good->text("after $path");
    if ($good->message() !== "after $path") {
        echo "no answer after $path\n";
    }
}
unset($good, $client);
$server->stop();
preg_match_all('/uncaught in the handshake hook: ([\w\\\\]+)/', $server->err, $match);
echo implode("\n", $match[1]), "\n";
?>
--EXPECT--
delay: 500
zero: 500
caught: 409
suspend: 500
fiber: 500
run: 500
Rtws\IllegalState
Rtws\IllegalState
FiberError
FiberError
Rtws\IllegalState
