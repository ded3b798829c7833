--TEST--
stop(): from a WebSocket handler, a timer, a deferred call and on('start')
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

foreach (['$server->ws("/", onMessage: function ($c) use ($server) { $server->stop(); $c->send("stopping"); });',
    '$server->ws("/", onOpen: fn () => $server->after(0.05, $server->stop(...)));',
    '$server->ws("/", onOpen: fn () => $server->defer(fn () => $server->stop()));'] as $i => $code) {
    $server = TestServer::start($code);
    $client = $server->ws();
    if ($i === 0) {
        $client->text('stop');
        echo $client->message(), ' ';
    }
    $code = $client->closeCode();
    echo $code, ' ';
    $client->send(WsClient::CLOSE, pack('n', $code));
    $client->socket->close();
    var_dump($server->wait());
}
$server = TestServer::script('<?php
    $server = new Rtws\RtServer("127.0.0.1", 0);
    $server->on("start", fn () => $server->stop());
    $server->run();
    echo "after run\n";
    unset($server);
    gc_collect_cycles();
');
var_dump($server->wait(), str_ends_with($server->out, "after run\n"));
?>
--EXPECT--
stopping 1001 int(0)
1001 int(0)
1001 int(0)
int(0)
bool(true)
