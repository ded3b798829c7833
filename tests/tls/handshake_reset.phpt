--TEST--
option tls: clients that go in the middle of the handshake leave nothing behind
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
    $server->http("GET", "/sockets", fn () => "" . $server->stats()["sockets"]);
', $certs->options());
$other = tlsWs($server);
$hello = clientHello();
foreach ([0, 1, 5, 100, strlen($hello) - 1, strlen($hello)] as $length) {
    $sockets = [];
    for ($i = 0; $i < 30; $i++) {
        $sockets[$i] = $server->connect();
        $sockets[$i]->send(substr($hello, 0, $length));
    }
    barrier($other);
    foreach ($sockets as $i => $socket) {
        if ($length === strlen($hello)) {
            resetConnection($socket); /* its answer is there, unread */
        } elseif ($i & 1) {
            $socket->close();
        } else {
            $socket->finish();
        }
    }
    $sockets = [];
    $end = microtime(true) + patience(5);
    /* the other, and the one that asks */
    while (($open = https($server, '/sockets')->body) !== '2' && microtime(true) < $end) {
    }
    Checks::is("after $length bytes", '2', $open);
}
/* with the handshake done, and without a close_notify */
for ($i = 0; $i < 30; $i++) {
    $client = tlsWs($server);
    $client->text('unread');
    barrier($other);
    stream_socket_shutdown($client->socket->stream, STREAM_SHUT_RDWR);
}
unset($client);
$end = microtime(true) + patience(5);
while (($open = https($server, '/sockets')->body) !== '2' && microtime(true) < $end) {
}
Checks::is('after messages', '2', $open);
$other->text('still there');
Checks::is('the other', 'still there', $other->message());
unset($other, $socket);
$server->stop();
Checks::done();
?>
--EXPECT--
8 checks, 0 failed
