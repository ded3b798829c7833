--TEST--
limits.send_queue: a burst that the socket takes at once is not held against a client, however small the queue
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/slow.inc';

foreach (['close', 'drop-oldest', 'drop-newest'] as $policy) {
    $server = TestServer::start(SlowConsumer::CODE, "['slow_consumer' => '$policy', 'limits' => ['send_queue' => 1024]]");
    $slow = new SlowConsumer($server, 300);
    $slow->push(10);
    $slow->readAll();
    Checks::is("$policy: came", range(0, 9), $slow->came);
    Checks::is("$policy: refused", [], $slow->refused);
    Checks::is("$policy: dropped", 0, $slow->dropped);
    unset($slow);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
12 checks, 0 failed
