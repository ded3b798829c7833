--TEST--
options tls and compression together: compressed messages both ways over wss
--EXTENSIONS--
rtws
openssl
zlib
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';
require __DIR__ . '/../inc/deflate.inc';

$certs = new TestCerts();
foreach (['true' => false, '["takeover" => true]' => true] as $compression => $takeover) {
    $server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ', options: ["compression" => ' . $compression . ']);', $certs->options());
    $client = new DeflateClient($server, takeover: $takeover, ws: tlsWs($server, '/', ['Sec-WebSocket-Extensions' => 'permessage-deflate']));
    Checks::true("$compression, agreed", str_starts_with((string) $client->agreed, 'permessage-deflate'), $client->agreed);
    foreach (['short', str_repeat('hello ', 20000), random_bytes(50000), str_repeat('x', 1000000)] as $message) {
        $client->binary($message);
        Checks::is("$compression, " . strlen($message) . ' bytes', md5($message), md5((string) $client->message()));
    }
    Checks::is('the end', 1000, $client->ws->close());
    unset($client);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
12 checks, 0 failed
