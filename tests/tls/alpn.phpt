--TEST--
option tls: ALPN chooses http/1.1, and a client that offers something else is served all the same
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('$server->http("GET", "/", fn () => "served");', $certs->options());
foreach (['h2,http/1.1' => 'http/1.1', 'http/1.1' => 'http/1.1', 'http/1.1,h2,spdy/3' => 'http/1.1', 'h2' => null, '' => null] as $offer => $chosen) {
    $client = tlsHttp($server, $offer === '' ? [] : ['alpn_protocols' => $offer]);
    Checks::is("\"$offer\"", $chosen, $client->socket->crypto()['alpn_protocol'] ?? null);
    $client->send('GET', '/', ['Connection' => 'close']);
    Checks::is("\"$offer\" served", 'served', $client->answer()?->body);
}
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
10 checks, 0 failed
