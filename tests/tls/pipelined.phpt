--TEST--
option tls: requests with bodies, sent ahead in one go, are all answered
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('
    $server->http("POST", "/", fn (Request $r) => strlen($r->body()) . " " . md5($r->body()));
    $server->http("POST", "/slow", function (Request $r) { delay(0.001); return strlen($r->body()) . " " . md5($r->body()); });
', $certs->options());
foreach ([1000, 16000, 70000, 100000, 300000] as $size) {
    foreach (['/', '/slow'] as $path) {
        $wire = new TlsWire($server);
        $client = tlsHttp($server, wire: $wire);
        $bodies = [];
        $wire->holds = true;
        for ($i = 0; $i < 9; $i++) {
            $bodies[$i] = random_bytes($size + $i);
            $client->send('POST', $path, [], $bodies[$i]);
        }
        $wire->holds = false;
        $wire->release();
        foreach ($bodies as $i => $body) {
            Checks::is("$path $size, body $i", strlen($body) . ' ' . md5($body), $client->answer()?->body);
        }
    }
}
Checks::is('the end of it', true, $client->socket->isSilent(0.05));
unset($client);
$server->stop();
Checks::is('nothing is wrong in the log', '', $server->err);
Checks::done();
?>
--EXPECT--
92 checks, 0 failed
