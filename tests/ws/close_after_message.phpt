--TEST--
ws(): messages that come in one segment with the peer's Close are handled and answered before the closing handshake
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", onMessage: function (Connection $c, string $m) {
    printf("got %s %s\n", $m, $c->send("answer to $m") ? "sent" : "refused");
}, ' . TELL_END . ');');
$f = WsClient::frame(...);
$client = $server->ws('/?tag=x');
$client->socket->send($f(WsClient::TEXT, 'one') . $f(WsClient::TEXT, 'two') . $f(WsClient::CLOSE, pack('n', 1000) . 'bye'));
while (($frame = $client->read()) !== null) {
    echo $frame->opcode === WsClient::CLOSE ? $frame->code() : $frame->payload, "\n";
}
echo ending($server, 'x'), "\n";
$server->stop();
echo implode("\n", preg_grep('/^(got|end) /', explode("\n", $server->out))), "\n";
?>
--EXPECT--
answer to one
answer to two
1000
1000 bye
got one sent
got two sent
end x 1000 bye
