--TEST--
slow_consumer drop-newest: send() returns false for what finds no room, all the rest arrives whole and in order
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/slow.inc';

foreach ([100, 1000, 5000, 60000] as $size) {
    $server = TestServer::start(SlowConsumer::CODE, '["slow_consumer" => "drop-newest", "limits" => ["send_queue" => 400000]]');
    $slow = new SlowConsumer($server, $size);
    $slow->push(intdiv(24000000, $size + 300));
    Checks::true("$size: refused", count($slow->refused) > 0);
    Checks::true("$size: buffered", $slow->buffered > 300000 && $slow->buffered <= 400000, $slow->buffered);
    /* with a part read, and once more */
    for ($i = 0; $i < 3; $i++) {
        $slow->read(intdiv(200000, $size + 12));
        $slow->push(intdiv(1000000, $size + 12));
    }
    Checks::is("$size: dropped", count($slow->refused), $slow->dropped);
    $slow->readAll();
    $slow->checkOrder();
    Checks::is("$size: what was taken came", $slow->taken, $slow->came);
    /* with room again, it takes again */
    $taken = count($slow->taken);
    $slow->push(3);
    Checks::is("$size: afterwards", $taken + 3, count($slow->taken));
    $slow->read(3);
    Checks::is("$size: and it came", $slow->taken, $slow->came);
    $slow->client->close();
    unset($slow);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
40 checks, 0 failed
