--TEST--
option tls: who speaks plain HTTP, or anything else but TLS, is hung up on at once, and others are not harmed
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
$client = tlsWs($server);
$words = ['http' => "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 'ws' => WsClient::handshake('/'), 'noise' => random_bytes(1000) . "\n",
    'zeros' => str_repeat("\0", 100), 'an alert' => "\x15\x03\x03\x00\x02\x02\x28", 'data' => "\x17\x03\x03\x00\x05hello",
    'an empty handshake' => "\x16\x03\x01\x00\x00", 'a large record' => "\x16\x03\x01\xff\xff" . str_repeat("\1", 70000)];
foreach ($words as $what => $bytes) {
    $begin = microtime(true);
    $plain = $server->connect();
    $plain->send($bytes);
    if (in_array($what, ['an empty handshake'], true)) {
        $plain->finish();
    }
    $rest = $plain->rest();
    Checks::true("$what: the end", $plain->eof && !str_contains((string) $rest, 'HTTP/'), $rest);
    Checks::true("$what: at once", microtime(true) - $begin < patience(3), microtime(true) - $begin);
}
$plain = $server->connect();
$plain->finish();
Checks::is('nothing, and the end', '', $plain->rest());
$plain = $server->connect();
$plain->send("\x16");
$plain->finish();
Checks::is('one byte, and the end', '', $plain->rest());
for ($i = 0; $i < 3; $i++) {
    $client->text("still $i");
    Checks::is("the other", "still $i", $client->message());
}
/* the client's, and the one that asks */
Checks::is('sockets', '2', https($server, '/sockets')->body);
unset($client);
$server->stop();
Checks::is('nothing is wrong in the log', 0, preg_match('/error/', $server->err));
Checks::done();
?>
--EXPECT--
23 checks, 0 failed
