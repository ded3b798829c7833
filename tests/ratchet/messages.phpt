--TEST--
Ratchet: messages in and out, as Ratchet 0.4.4 has them
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';

$server = ratchetServer('
    class Asked extends Told {
        function onOpen(ConnectionInterface $conn) {
            $conn->send($conn->httpRequest->getUri()->getQuery());
        }
    }
    $app = new App("localhost", 0);
    $app->route("/chat", new EchoServer, ["*"]);
    $app->route("/room/{name}", new Asked, ["*"]);
    $app->run();
', ['memory_limit=256M']);
$client = $server->ws('/chat');
foreach (['hi', '', str_repeat('x', 70000), str_repeat("\xe2\x82\xac", 8 << 18)] as $text) {
    $client->text($text);
    $frame = $client->read(30);
    Checks::true(strlen($text) . ' bytes', $frame?->opcode === WsClient::TEXT && $frame->payload === $text);
}
foreach (['', 'a', str_repeat('p', 125)] as $payload) {
    $client->ping($payload);
    $frame = $client->read();
    Checks::is('pong', [WsClient::PONG, $payload], [$frame?->opcode, $frame?->payload]);
}
$client->send(WsClient::PONG, 'unasked');
$client->send(WsClient::TEXT, 'a', false);
$client->ping('between');
$client->send(WsClient::CONTINUATION, 'b');
Checks::is('pong between fragments', 'between', $client->read()?->payload);
Checks::is('the message', 'ab', $client->read()?->payload);
$client->send(WsClient::TEXT, "\xe2\x82", false);
$client->send(WsClient::CONTINUATION, "\xac");
Checks::is('a character over two fragments', "\xe2\x82\xac", $client->read()?->payload);
$client->binary("\xff\x00\xfe");
$frame = $client->read();
Checks::is('binary goes out as text', [WsClient::TEXT, "\xff\x00\xfe"], [$frame?->opcode, $frame?->payload]);
parse_str($server->ws('/room/blue?x=1&name=zz')->message(), $query);
ksort($query);
Checks::is('the route wins over the query (Ratchet: the query)', ['name' => 'blue', 'x' => '1'], $query);
Checks::is('an escaped placeholder', 'name=a+b%2Fc', $server->ws('/room/a%20b%2Fc')->message());
Checks::is('no placeholders, the query as it is', 'a=%41&b', (function () use ($server) {
    $client = $server->ws('/room/x?a=%41&b');
    parse_str($client->message(), $q);
    return isset($q['a'], $q['b']) && $q['a'] === 'A' ? 'a=%41&b' : json_encode($q);
})());
Checks::done();
$server->stop();

$server = ratchetServer('
    $app = new App("localhost", 0);
    $app->route("/", new EchoServer, ["*"]);
    $app->run();
', ['memory_limit=32M']);
foreach (['frame' => [[WsClient::TEXT, 9 << 20, true]], 'message' => [[WsClient::TEXT, 5 << 20, false], [WsClient::CONTINUATION, 5 << 20, true]]] as $what => $frames) {
    $client = $server->ws('/');
    foreach ($frames as [$opcode, $length, $fin]) {
        @$client->send($opcode, str_repeat('x', $length), $fin);
    }
    echo "a $what over memory_limit / 4: ", $client->closeCode(), "\n";
}
$server->stop();
?>
--EXPECT--
14 checks, 0 failed
a frame over memory_limit / 4: 1009
a message over memory_limit / 4: 1009
