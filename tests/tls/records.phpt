--TEST--
option tls: many messages in one record, and messages over many records with the next ones in the same write
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', $certs->options());
$wire = new TlsWire($server);
$client = tlsWs($server, wire: $wire);
/* one record */
$frames = '';
for ($i = 0; $i < 1000; $i++) {
    $frames .= WsClient::frame(WsClient::TEXT, "m $i");
}
$before = strlen($wire->up);
$client->socket->send(substr($frames, 0, 16384));
$wire->pump();
Checks::is('records', 1, count(TlsWire::records(substr($wire->up, $before))));
$client->socket->send(substr($frames, 16384));
for ($i = 0; $i < 1000; $i++) {
    Checks::is("message $i", "m $i", $client->message());
}
/* what OpenSSL has decrypted, or read, beyond what was asked for: no event of the socket tells of it */
foreach ([16380, 65536 - 8, 65536, 65537, 70000, 131072, 200000] as $size) {
    $large = random_bytes($size);
    $wire->holds = true;
    $client->socket->send(WsClient::frame(WsClient::BINARY, $large) . WsClient::frame(WsClient::TEXT, 'behind it')
        . WsClient::frame(WsClient::BINARY, $large) . WsClient::frame(WsClient::TEXT, 'last'));
    $wire->holds = false;
    $wire->release();
    Checks::is("$size", md5($large), md5((string) $client->message()));
    Checks::is("behind $size", 'behind it', $client->message());
    Checks::is("$size again", md5($large), md5((string) $client->message()));
    Checks::is("last behind $size", 'last', $client->message());
}
/* the first message in the record of the handshake */
for ($i = 1; $i < 92; $i++) {
    $early = new WsClient(new TlsSocket($server->port));
    $early->socket->send(WsClient::handshake('/') . str_repeat(WsClient::frame(WsClient::TEXT, 'early'), $i));
    $early->readAnswer();
    $came = 0;
    while ($came < $i && $early->message() === 'early') {
        $came++;
    }
    Checks::is("early", $i, $came);
}
/* many small ones, in records of all lengths */
$all = '';
$sum = 0;
for ($i = 0; $i < 5000; $i++) {
    $all .= WsClient::frame(WsClient::BINARY, str_repeat('z', $i % 300));
    $sum += $i % 300;
}
foreach (range(1, 200) as $i) {
    $client->socket->send(substr($all, 0, $i * 37));
    $all = substr($all, $i * 37);
}
$client->socket->send($all);
$got = 0;
for ($i = 0; $i < 5000 && ($message = $client->message()) !== null; $i++) {
    $got += strlen($message);
}
Checks::is('all of them', [5000, $sum], [$i, $got]);
Checks::is('the end', 1000, $client->close());
unset($client, $early);
$server->stop();
Checks::done();
?>
--EXPECT--
1122 checks, 0 failed
