--TEST--
option tls: who stops in the middle of a record costs no processor time
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', $certs->options());
$other = tlsWs($server);

/* Measured over half a second, in which nothing comes. */
function costs(TestServer $server, WsClient $other, TestSocket $silent): float
{
    barrier($other);
    $before = processorTime($server->pid);
    Checks::is('silent', true, $silent->isSilent(0.5));
    return processorTime($server->pid) - $before;
}

$hello = clientHello();
$half = $server->connect();
$half->send(substr($hello, 0, 100));
$cost = costs($server, $other, $half);
Checks::true('half a ClientHello', $cost < 0.2, $cost);
unset($half);

$wire = new TlsWire($server);
$client = tlsWs($server, wire: $wire);
$wire->holds = true;
$client->text(str_repeat('x', 10000));
$wire->release(5000);
$cost = costs($server, $other, $client->socket);
Checks::true('half a record', $cost < 0.2, $cost);
$wire->release(2);
$cost = costs($server, $other, $client->socket);
Checks::true('and two bytes more', $cost < 0.2, $cost);
$wire->holds = false;
$wire->release();
Checks::is('the whole', str_repeat('x', 10000), $client->message());
unset($client, $other);
$server->stop();
Checks::done();
?>
--EXPECT--
7 checks, 0 failed
