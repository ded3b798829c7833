--TEST--
option tls: a request that ends in a record with the next one behind it takes nothing of that with it
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

const SIGSTOP_NUMBER = 19;
const SIGCONT_NUMBER = 18;

$certs = new TestCerts();
$server = TestServer::start('
    $server->ws("/", ' . ECHO_ALL . ');
    $server->http("POST", "/", fn (Request $r) => strlen($r->body()) . " " . md5($r->body()));
    $server->http("POST", "/slow", function (Request $r) { delay(0.01); return strlen($r->body()) . " " . md5($r->body()); });
', $certs->options());
$other = tlsWs($server);
$first = random_bytes(20000);
$second = random_bytes(100000);
foreach (['/', '/slow'] as $path) {
    $wire = new TlsWire($server);
    $client = tlsHttp($server, wire: $wire);
    $wire->holds = true;
    $client->socket->send("POST $path HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n" . substr($first, 0, 10000));
    $client->socket->send(substr($first, 10000));
    $wire->release(strlen($wire->held) - 500);
    barrier($other); /* it has read all but the end of the first */
    $server->signal(SIGSTOP_NUMBER);
    $client->socket->send("POST $path HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n$second");
    $wire->release();
    $server->signal(SIGCONT_NUMBER);
    Checks::is("$path, the first", '20000 ' . md5($first), $client->answer()?->body);
    Checks::is("$path, the second", '100000 ' . md5($second), $client->answer()?->body);
    $wire->holds = false;
    $client->send('POST', $path, [], 'x');
    Checks::is("$path, a third", '1 ' . md5('x'), $client->answer()?->body);
}
unset($client, $other);
$server->stop();
Checks::done();
?>
--EXPECT--
6 checks, 0 failed
