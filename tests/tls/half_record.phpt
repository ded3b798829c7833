--TEST--
option tls: who stops in the middle of a record costs no processor time
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
    $server->http("POST", "/", fn () => "");
', $certs->options());
$other = tlsWs($server);

/* Measured over half a second, in which nothing comes. */
function checkCost(string $what, TestServer $server, WsClient $other, TestSocket $silent): void
{
    barrier($other);
    $before = processorTime($server->pid);
    Checks::is("$what: silent", true, $silent->isSilent(0.5));
    $cost = processorTime($server->pid) - $before;
    Checks::true("$what: the cost", $cost < 0.2, $cost);
}

$hello = clientHello();
$half = $server->connect();
barrier($other);
$half->send(substr($hello, 0, 100));
checkCost('half a ClientHello', $server, $other, $half);
unset($half);
$server->signal(SIGSTOP_NUMBER); /* it finds the bytes there when it accepts */
$half = $server->connect();
$half->send(substr($hello, 0, 100));
$server->signal(SIGCONT_NUMBER);
checkCost('half a ClientHello at once', $server, $other, $half);
unset($half);

/* $before is whole, and what follows it is cut */
function cut(TestServer $server, WsClient $other, string $before, int $cut): void
{
    $wire = new TlsWire($server);
    $client = tlsWs($server, wire: $wire);
    $wire->holds = true;
    if ($before !== '') {
        $client->text($before);
    }
    $client->text(str_repeat('x', 10000));
    $wire->release(strlen($wire->held) - $cut);
    if ($before !== '') {
        Checks::is('what is whole', $before, $client->message());
    }
    checkCost("half a record behind \"$before\"", $server, $other, $client->socket);
    $wire->holds = false;
    $wire->release();
    Checks::is('the rest', str_repeat('x', 10000), $client->message());
}

cut($server, $other, '', 5000);
cut($server, $other, 'whole', 5000);
unset($other);
$server->stop();
Checks::done();
?>
--EXPECT--
11 checks, 0 failed
