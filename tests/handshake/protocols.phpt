--TEST--
handshake: the first subprotocol of the client's list that the endpoint offers is chosen, and none if there is none
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    $tell = fn (Connection $c) => $c->send([$c->protocol]);
    $server->ws("/many", onOpen: $tell, options: ["protocols" => ["chat.v1", "chat.v2", "Chat"]]);
    $server->ws("/one", onOpen: $tell, options: ["protocols" => ["chat.v2"]]);
    $server->ws("/none", onOpen: $tell);
');
foreach ([
    ['/many', ['Sec-WebSocket-Protocol' => 'chat.v2, chat.v1']],
    ['/many', ['Sec-WebSocket-Protocol' => 'foo,bar ,  chat.v1,chat.v2']],
    ['/many', ['Sec-WebSocket-Protocol' => 'foo', 'sec-websocket-protocol' => 'chat.v2']],
    ['/many', ['Sec-WebSocket-Protocol' => 'CHAT.V1, Chat']],
    ['/many', ['Sec-WebSocket-Protocol' => 'foo, chat, chat.v']],
    ['/many', []],
    ['/one', ['Sec-WebSocket-Protocol' => 'chat.v1, chat.v2']],
    ['/none', ['Sec-WebSocket-Protocol' => 'chat.v1']],
] as [$path, $headers]) {
    $client = $server->ws($path, $headers);
    echo $path, ' ', json_encode($client->answer->headers['sec-websocket-protocol'] ?? null), ' ', $client->message(), "\n";
}
unset($client);
$server->stop();
?>
--EXPECT--
/many "chat.v2" ["chat.v2"]
/many "chat.v1" ["chat.v1"]
/many "chat.v2" ["chat.v2"]
/many "Chat" ["Chat"]
/many null [null]
/many null [null]
/one "chat.v2" ["chat.v2"]
/none null [null]
