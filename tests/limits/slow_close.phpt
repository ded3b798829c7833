--TEST--
slow_consumer close: 1013 after the messages that were on their way, none of them torn, and send() returns false
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/slow.inc';

foreach ([100, 1000, 5000, 60000] as $size) {
    $server = TestServer::start(SlowConsumer::CODE, '["limits" => ["send_queue" => 400000]]');
    $slow = new SlowConsumer($server, $size);
    $slow->push(intdiv(24000000, $size + 300));
    Checks::true("$size: refused", count($slow->refused) > 0);
    Checks::is("$size: taken up to the first refused", $slow->taken, range(0, $slow->refused[0] - 1));
    Checks::is("$size: open", false, $slow->open);
    Checks::is("$size: buffered", 0, $slow->buffered);
    Checks::is("$size: onClose", '1013 too slow: send queue full', ending($server, 'slow'));
    $slow->read();
    Checks::is("$size: the Close", [WsClient::CLOSE, 1013, 'too slow: send queue full'],
        $slow->other === null ? null : [$slow->other->opcode, $slow->other->code(), $slow->other->reason()]);
    Checks::is("$size: the rest", '', $slow->client->socket->rest());
    $slow->checkOrder();
    Checks::is("$size: none is missing between", range(0, count($slow->came) - 1), $slow->came);
    /* those thrown away with the queue, and the one that was too much */
    Checks::is("$size: dropped", count($slow->taken) + 1 - count($slow->came), $slow->dropped);
    unset($slow);
    $server->stop();
    Checks::is("$size: onClose, times", 1, endings($server, 'slow'));
}
Checks::done();
?>
--EXPECT--
52 checks, 0 failed
