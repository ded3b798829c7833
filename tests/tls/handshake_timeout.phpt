--TEST--
limits.handshake_timeout: silence, a trickle and a handshake without a request end when it is over
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('
    $server->http("GET", "/", fn () => "served");
    $server->http("GET", "/sockets", fn () => "" . $server->stats()["sockets"]);
', $certs->options([], ['limits' => ['handshake_timeout' => 0.5]]));
$hello = clientHello();
$begin = microtime(true);
$ended = [];
$open = ['silent' => $server->connect(), 'trickle' => $server->connect(), 'half' => $server->connect(), 'no answer' => $server->connect(),
    'done' => new TlsSocket($server->port), 'half a head' => new TlsSocket($server->port)];
$open['half']->send(substr($hello, 0, 60));
$open['no answer']->send($hello);
$open['half a head']->send("GET / HTTP/1.1\r\n");
$sent = 0;
while ($open !== [] && microtime(true) - $begin < patience(5)) {
    if (isset($open['trickle']) && $sent < strlen($hello) - 1) {
        $open['trickle']->send($hello[$sent++]);
    }
    foreach ($open as $who => $socket) {
        while ($socket->fill(0.005)) {
        }
        if ($socket->eof) {
            $ended[$who] = microtime(true) - $begin;
            $answers[$who] = $socket->buffer;
            unset($open[$who]);
        }
    }
}
Checks::is('open', [], array_keys($open));
foreach ($ended as $who => $time) {
    Checks::true("$who: the time", $time > 0.4 && $time < patience(2.5), $time);
}
foreach (['silent', 'trickle', 'half'] as $who) {
    Checks::is("$who: nothing was said", '', $answers[$who]);
}
Checks::is('done, and silent', '', $answers['done']);
Checks::true('half a head', str_starts_with($answers['half a head'], 'HTTP/1.1 408 '), $answers['half a head']);
unset($socket); /* the last to end: the server waits for its FIN */
do {
    $sockets = https($server, '/sockets')->body;
} while ($sockets !== '1' && microtime(true) - $begin < patience(10));
Checks::is('the one that asks', '1', $sockets);
$server->stop();
Checks::done();
?>
--EXPECT--
13 checks, 0 failed
