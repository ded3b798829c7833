--TEST--
option tls: large messages both ways at once
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('
    $server->ws("/", onOpen: fn (Connection $c) => $c->sendBinary(str_repeat("0123456789abcdef", 500000)), ' . ECHO_ALL . ');
', $certs->options([], ['limits' => ['message' => 32 << 20, 'send_queue' => 64 << 20]]));
$client = tlsWs($server);
$sent = random_bytes(8000000);
$client->binary($sent); /* while eight million bytes wait to be read */
Checks::is('from the server', md5(str_repeat('0123456789abcdef', 500000)), md5((string) $client->message()));
Checks::is('and back', md5($sent), md5((string) $client->message()));
foreach ([1, 16384, 16385, 65536, 100000, 5000000] as $size) {
    $sent = random_bytes($size);
    $client->binary($sent);
    Checks::is("$size", md5($sent), md5((string) $client->message()));
}
Checks::is('the end', 1000, $client->close());
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
9 checks, 0 failed
