--TEST--
Connection: after close() it is not open, and sends nothing more
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c, $m) {
        $c->send("last");
        $c->close(3001, "done");
        echo json_encode([$c->isOpen(), $c->send("x"), $c->sendBinary("x"), $c->ping()]), "\n";
        $c->close(3002, "again");
    }, onClose: function ($c, $code, $reason) { echo "closed $code $reason\n"; });
');
$client = $server->ws();
$client->text('');
echo $client->read()->payload, "\n";
$frame = $client->read();
echo $frame->opcode === WsClient::CLOSE ? $frame->code() . ' ' . $frame->reason() : 'no close', "\n";
$client->send(WsClient::CLOSE, pack('n', 3001));
var_dump($client->socket->rest());
$server->await('/^closed/m');
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
last
3001 done
string(0) ""
[false,false,false,false]
closed 3001 done
