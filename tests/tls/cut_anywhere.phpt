--TEST--
option tls: records and handshakes that come in pieces
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', $certs->options());

/* every byte of a handshake and of a request on its own */
$wire = new TlsWire($server);
$client = tlsWs($server, wire: $wire);
$other = tlsWs($server);
for ($cut = 0; $cut < 150; $cut++) {
    $wire->holds = true;
    $client->text("message $cut");
    $client->text(str_repeat('y', $cut));
    $wire->release($cut);
    barrier($other);
    $wire->release(1);
    barrier($other);
    $wire->holds = false;
    $wire->release();
    Checks::is("cut at $cut", "message $cut", $client->message());
    Checks::is("cut at $cut", str_repeat('y', $cut), $client->message());
}
Checks::is('the end', 1000, $client->close());
/* a client in the middle of its handshake */
$hello = clientHello();
$slow = $server->connect();
foreach (str_split($hello, 7) as $piece) {
    $slow->send($piece);
    barrier($other);
}
Checks::true('a ServerHello', str_starts_with((string) $slow->bytes(5), "\x16\x03\x03"));
unset($client, $other, $slow);
$server->stop();
Checks::done();
?>
--EXPECT--
302 checks, 0 failed
