--TEST--
option tls: wss with TLS 1.2 and 1.3, messages of every size come back as they were
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ');', $certs->options());
foreach (['TLSv1.2' => STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT, 'TLSv1.3' => STREAM_CRYPTO_METHOD_TLSv1_3_CLIENT] as $version => $method) {
    $client = tlsWs($server, "/?tag=$version", ssl: ['crypto_method' => $method, 'verify_peer' => true, 'verify_peer_name' => true,
        'cafile' => $certs->ca]);
    Checks::is('version', $version, $client->socket->crypto()['protocol']);
    foreach ([0, 1, 125, 126, 1000, 4095, 4096, 16380, 16384, 16385, 65535, 65536, 70000, 300000, 1000000] as $size) {
        $message = substr(random_bytes($size + 1), 1);
        $client->binary($message);
        $frame = $client->read();
        Checks::true("$version, $size bytes", $frame?->opcode === WsClient::BINARY && $frame->payload === $message && $frame->fin);
    }
    $client->text('Grüße');
    Checks::is('text', 'Grüße', $client->message());
    $client->ping('p');
    Checks::is('pong', WsClient::PONG, $client->read()?->opcode);
    Checks::is('the code', 4000, $client->close(4000, 'bye'));
    Checks::is('nothing more', '', $client->socket->rest());
    Checks::is('onClose', '4000 bye', ending($server, $version));
}
unset($client);
$server->stop();
Checks::is('nothing is wrong in the log', 0, preg_match('/error|warning/', $server->err));
Checks::done();
?>
--EXPECT--
43 checks, 0 failed
