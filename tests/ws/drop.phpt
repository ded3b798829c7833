--TEST--
ws(): a connection that ends without a Close is reported as 1006, once, whatever it was in the middle of
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", onMessage: function (Connection $c, string $m) {
    printf("got %s %s\n", $c->request()->query["tag"], $m);
    $m === "close" ? $c->close(4002, "own") : $c->send($m);
}, ' . TELL_END . ');');
$f = WsClient::frame(...);
$states = [
    'idle' => '',
    'one byte of a frame' => "\x81",
    'a head without mask' => "\x81\xfe\x01\x00",
    'half a frame' => substr($f(WsClient::TEXT, 'half a frame'), 0, -3),
    'half of 70000 bytes' => substr($f(WsClient::BINARY, str_repeat('x', 70000)), 0, 35000),
    'inside a message' => $f(WsClient::TEXT, 'first half', false),
    'half a ping' => "\x89\x85\0\0\0\0pi",
    'half a Close' => "\x88\x82\0\0\0\0\x03",
];
$n = 0;
foreach ($states as $name => $bytes) {
    /* FIN */
    $client = $server->ws('/?tag=t' . ++$n);
    $client->socket->send($bytes);
    $client->socket->close();
    Checks::is("$name, FIN", '1006', ending($server, "t$n"));
    /* FIN of one half: the server closes the other */
    $client = $server->ws('/?tag=t' . ++$n);
    $client->socket->send($bytes);
    $client->socket->finish();
    Checks::is("$name, half FIN", '1006', ending($server, "t$n"));
    Checks::is("$name, half FIN, what came", '', $client->socket->rest());
    /* reset: the pong stays unread */
    $client = $server->ws('/?tag=t' . ++$n);
    $client->socket->send($f(WsClient::PING, 'unread') . $bytes);
    resetConnection($client->socket);
    Checks::is("$name, reset", '1006', ending($server, "t$n"));
}
/* what came before the end is delivered before it */
$client = $server->ws('/?tag=last');
$client->text('last words');
$client->socket->close();
Checks::is('after a message', '1006', ending($server, 'last'));
Checks::true('the message came first', strpos($server->out, 'got last last words') < strpos($server->out, 'end last'));
/* who hangs up instead of answering our Close leaves our code standing */
$client = $server->ws('/?tag=own');
$client->text('close');
$client->closeCode();
$client->socket->close();
Checks::is('after our Close', '4002 own', ending($server, 'own'));

$server->stop();
for ($i = 1; $i <= $n; $i++) {
    Checks::is("times onClose was called, $i", 1, endings($server, "t$i"));
}
Checks::is('times, last and own', [1, 1], [endings($server, 'last'), endings($server, 'own')]);
Checks::done();
?>
--EXPECT--
60 checks, 0 failed
