--TEST--
ws(): what the peer sends after its Close is ignored, and pings before it are answered first
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", onMessage: function (Connection $c, string $m) {
    echo "got $m\n";
    $c->send($m);
}, ' . TELL_END . ');');
$f = WsClient::frame(...);

$client = $server->ws('/?tag=text');
$client->socket->send($f(WsClient::CLOSE, pack('n', 1000)) . $f(WsClient::TEXT, 'late') . $f(WsClient::PING, 'late'));
echo lastWords($client), ' / ', ending($server, 'text'), "\n";

$client = $server->ws('/?tag=second');
$client->socket->send($f(WsClient::CLOSE, pack('n', 4000) . 'first') . $f(WsClient::CLOSE, pack('n', 4001) . 'second'));
echo lastWords($client), ' / ', ending($server, 'second'), "\n";

$client = $server->ws('/?tag=garbage');
$client->socket->send($f(WsClient::CLOSE, '') . str_repeat("\xff", 1000));
echo lastWords($client), ' / ', ending($server, 'garbage'), "\n";

/* a Close inside a fragmented message ends it all the same */
$client = $server->ws('/?tag=inside');
$client->socket->send($f(WsClient::TEXT, 'half', false) . $f(WsClient::CLOSE, pack('n', 1001)) . $f(WsClient::CONTINUATION, 'rest'));
echo lastWords($client), ' / ', ending($server, 'inside'), "\n";

$client = $server->ws('/?tag=ping');
$client->socket->send($f(WsClient::PING, 'early') . $f(WsClient::CLOSE, pack('n', 1000)));
$pong = $client->read();
echo $pong->opcode, ' ', $pong->payload, ', ', lastWords($client), ' / ', ending($server, 'ping'), "\n";

$server->stop();
foreach (['text', 'second', 'garbage', 'inside', 'ping'] as $tag) {
    echo endings($server, $tag);
}
echo "\n", substr_count($server->out, 'got '), "\n";
?>
--EXPECT--
1000 / 1000
4000 / 4000 first
1005 / 1005
1001 / 1001
10 early, 1000 / 1000
11111
0
