--TEST--
Connection: $id is unique and tells the server, $resourceId grows and is never used again
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: fn ($c) => $c->send([$c->id, $c->resourceId, $c->remoteAddress, $c->protocol]), options: ["protocols" => ["chat"]]);
', '["server_id" => "node_1.b"]');
$ids = [];
$last = 0;
for ($i = 0; $i < 20; $i++) {
    $client = $server->ws();
    $client->text('');
    [$id, $resourceId, $address, $protocol] = json_decode($client->message());
    if (!preg_match('/^node_1\.b-[0-9a-f]{8}-\d+$/', $id) || isset($ids[$id]) || $resourceId <= $last || $address !== '127.0.0.1' || $protocol !== null) {
        echo "$id $resourceId after $last, $address\n";
    }
    $ids[$id] = true;
    $last = $resourceId;
    if ($i % 2) {
        $client->close();
    }
}
$client = $server->ws('/', ['Sec-WebSocket-Protocol' => 'x, chat']);
$client->text('');
var_dump(count($ids), json_decode($client->message())[3]);
unset($client);
$server->stop();
?>
--EXPECT--
int(20)
string(4) "chat"
