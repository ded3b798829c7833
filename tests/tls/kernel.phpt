--TEST--
tls.kernel: works whether or not the kernel takes over
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
    $server->http("GET", "/", fn () => str_repeat("x", 1000000));
', $certs->options(['kernel' => true]));
$client = tlsWs($server);
foreach ([10, 300000] as $size) {
    $message = random_bytes($size);
    $client->binary($message);
    Checks::is("$size bytes", md5($message), md5((string) $client->message()));
}
Checks::is('the end', 1000, $client->close());
Checks::is('HTTP', 1000000, strlen(https($server, '/')->body));
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
4 checks, 0 failed
