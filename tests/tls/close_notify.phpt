--TEST--
option tls: close_notify is the last record, whoever closes
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('
    $server->ws("/", ' . ECHO_ALL . ');
    $server->ws("/close", onMessage: fn (Connection $c, string $m) => $c->close(4001, $m));
    $server->http("GET", "/", fn () => "served");
', $certs->options());

/** An alert: with 1.3 its type does not show, but its length does. */
function endsWell(TlsWire $wire, string $version): bool
{
    $records = TlsWire::records($wire->down);
    $last = end($records);
    return $version === '1.2' ? $last[0] === 21 : $last === [23, 2 + 1 + 16];
}

foreach (['1.2' => STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT, '1.3' => STREAM_CRYPTO_METHOD_TLSv1_3_CLIENT] as $version => $method) {
    $version = (string) $version;
    $ssl = ['crypto_method' => $method, 'ciphers' => 'ECDHE-ECDSA-AES128-GCM-SHA256'];
    $client = tlsWs($server, ssl: $ssl, wire: $wire = new TlsWire($server));
    Checks::is("$version, the client's code", 1000, $client->close());
    Checks::is("$version, nothing more", '', $client->socket->rest());
    Checks::is("$version, the end of a WebSocket", true, endsWell($wire, $version));
    $client = tlsWs($server, '/close', ssl: $ssl, wire: $wire = new TlsWire($server));
    $client->text('why');
    $frame = $client->read();
    $client->send(WsClient::CLOSE, (string) $frame?->payload);
    Checks::is("$version, nothing more", '', $client->socket->rest());
    Checks::is("$version, closed by the server", true, endsWell($wire, $version));
    $client = tlsHttp($server, $ssl, $wire = new TlsWire($server));
    $client->send('GET', '/', ['Connection' => 'close']);
    $client->answer();
    $client->socket->rest();
    Checks::is("$version, the end of HTTP", true, endsWell($wire, $version));
}
unset($client, $wire);
$server->stop();
Checks::done();
?>
--EXPECT--
12 checks, 0 failed
