--TEST--
limits.connections_per_ip: over TLS a socket too many is closed at once
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('$server->ws("/", onMessage: fn ($c, $m) => $c->send($m));',
    $certs->options([], ['limits' => ['connections_per_ip' => 1]]));
$client = tlsWs($server);
$late = $server->connect();
var_dump($late->rest());
$client->text('still here');
echo $client->message(), "\n";
unset($client);
$server->stop();
?>
--EXPECT--
string(0) ""
still here
