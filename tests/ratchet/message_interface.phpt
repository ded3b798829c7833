--TEST--
Ratchet: components that take a Message know what is binary, and send Frames
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';

$server = ratchetServer('
    class Binary implements Ratchet\WebSocket\MessageComponentInterface {
        function onOpen(ConnectionInterface $conn) { }
        function onMessage(ConnectionInterface $conn, MessageInterface $msg) {
            echo json_encode([$msg->isBinary(), bin2hex($msg->getPayload()), bin2hex($msg), $msg->getPayloadLength(), $msg->getOpcode(),
                $msg->isCoalesced(), count($msg)]), "\n";
            $conn->send($msg->isBinary() ? new Frame($msg->getPayload(), true, Frame::OP_BINARY) : $msg->getPayload());
            $conn->send($msg);
            $conn->send(new Frame("ping", true, Frame::OP_PING));
        }
        function onClose(ConnectionInterface $conn) { }
        function onError(ConnectionInterface $conn, \Exception $e) { echo $e; }
    }
    $app = new App("localhost", 0);
    $app->route("/", new Binary, ["*"]);
    $app->run();
');
$client = $server->ws('/');
foreach ([[WsClient::TEXT, 'hi'], [WsClient::BINARY, "\xff\x00"]] as [$opcode, $payload]) {
    $client->send($opcode, $payload);
    for ($i = 0; $i < 3; $i++) {
        $frame = $client->read();
        echo $frame->opcode, ' ', bin2hex($frame->payload), "\n";
    }
}
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
1 6869
1 6869
9 70696e67
2 ff00
2 ff00
9 70696e67
[false,"6869","6869",2,1,true,1]
[true,"ff00","ff00",2,2,true,1]
