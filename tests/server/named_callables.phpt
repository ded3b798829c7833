--TEST--
ws(): callables are named and come in any order
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws(
        handshake: fn (Request $r) => true,
        onClose: function (Connection $c, int $code) { echo "close $code\n"; },
        onMessage: fn (Connection $c, string $m) => $c->send($m),
        path: "/chat",
        onOpen: fn (Connection $c) => $c->send("welcome"),
    );
');
$client = $server->ws('/chat');
$client->text('hi');
echo $client->message(), ' ', $client->message(), "\n";
$client->close();
$server->await('/^close/m');
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
welcome hi
close 1000
