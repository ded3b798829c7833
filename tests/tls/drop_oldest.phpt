--TEST--
slow_consumer drop-oldest over TLS: what is encrypted already is not taken back, no message is torn
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

require __DIR__ . '/../inc/slow.inc';

$certs = new TestCerts();
foreach ([100, 1000, 5000, 60000] as $size) {
    $server = TestServer::start(SlowConsumer::CODE, $certs->options([], ['slow_consumer' => 'drop-oldest', 'limits' => ['send_queue' => 400000]]));
    $slow = (new ReflectionClass(SlowConsumer::class))->newInstanceWithoutConstructor();
    (function () use ($server, $size) {
        $this->server = $server;
        $this->size = $size;
        $this->client = tlsWs($server, '/slow?tag=slow');
        $this->control = tlsWs($server, '/control');
    })->call($slow);
    $slow->push(intdiv(24000000, $size + 300));
    Checks::is("$size: refused", [], $slow->refused);
    Checks::true("$size: dropped", $slow->dropped > 0, $slow->dropped);
    /* with a part read, and again and again */
    for ($i = 0; $i < 10; $i++) {
        $slow->read(intdiv(200000, $size + 12));
        $slow->push(intdiv(1000000, $size + 12));
    }
    $slow->readAll();
    $slow->checkOrder();
    Checks::is("$size: came and dropped", count($slow->taken), count($slow->came) + $slow->dropped);
    $slow->client->close();
    unset($slow);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
28 checks, 0 failed
