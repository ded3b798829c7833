--TEST--
Connection::close(): messages that came with the one whose handler closes are not delivered any more
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/",
        onMessage: function (Connection $c, string $m) { echo "message $m\n"; if ($m === "2") { $c->close(4000, "enough"); } },
        onClose: fn ($c, $code, $reason) => print("closed $code $reason\n"));
');
$client = $server->ws();
$client->socket->send(implode('', array_map(fn ($m) => WsClient::frame(WsClient::TEXT, $m), ['1', '2', '3', '4'])));
var_dump($client->closeCode());
$client->send(WsClient::CLOSE, pack('n', 4000));
$server->await('/closed/');
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
int(4000)
message 1
message 2
closed 4000 enough
