--TEST--
option tls: SIGTERM closes everybody with 1001, those in the middle of a handshake too
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', $certs->options());
$clients = [tlsWs($server), tlsWs($server)];
$half = $server->connect();
$half->send(substr(clientHello(), 0, 50));
$idle = new TlsSocket($server->port);
barrier($clients[0]);
$begin = microtime(true);
$server->signal(SIGTERM_NUMBER);
foreach ($clients as $i => $client) {
    $frame = $client->read();
    Checks::is("client $i", 1001, $frame?->code());
    $client->send(WsClient::CLOSE, (string) $frame?->payload);
    Checks::is("client $i, nothing more", '', $client->socket->rest());
}
Checks::is('in the middle of a handshake', '', $half->rest());
Checks::is('without a request', '', $idle->rest());
Checks::is('the status', 0, $server->wait());
Checks::true('the time', microtime(true) - $begin < patience(4), microtime(true) - $begin);
Checks::done();
?>
--EXPECT--
8 checks, 0 failed
