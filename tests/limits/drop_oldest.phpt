--TEST--
slow_consumer drop-oldest: the newest messages fill the queue, whole and in order, and those that made way are counted
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/slow.inc';

foreach ([100, 1000, 5000, 60000] as $size) {
    $server = TestServer::start(SlowConsumer::CODE, '["slow_consumer" => "drop-oldest", "limits" => ["send_queue" => 400000]]');
    $slow = new SlowConsumer($server, $size);
    $count = intdiv(24000000, $size + 300);
    $slow->push($count);
    Checks::is("$size: refused", [], $slow->refused);
    Checks::true("$size: dropped", $slow->dropped > 0, $slow->dropped);
    Checks::true("$size: buffered", $slow->buffered > 300000 && $slow->buffered <= 400000, $slow->buffered);
    $kept = intdiv(300000, $size + 12);
    /* with a part read, and once more */
    for ($i = 0; $i < 3; $i++) {
        $slow->read(intdiv(200000, $size + 12));
        $slow->push(intdiv(1000000, $size + 12));
    }
    $slow->readAll();
    $slow->checkOrder();
    Checks::is("$size: came and dropped", count($slow->taken), count($slow->came) + $slow->dropped);
    Checks::is("$size: the newest", array_slice($slow->taken, -$kept), array_slice($slow->came, -$kept));
    Checks::is("$size: the oldest", range(0, 9), array_slice($slow->came, 0, 10));
    $slow->client->close();
    unset($slow);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
40 checks, 0 failed
