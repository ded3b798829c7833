--TEST--
connections(): the open ones by id, of all endpoints or of one
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/a", onMessage: fn ($c) => $c->send($c->id));
    $server->ws("/b/{x}", onMessage: fn ($c) => $c->send($c->id));
    $server->ws("/c");
    echo json_encode($server->connections()), "\n";
    $server->http("GET", "/", function () use ($server) {
        $answer = [];
        foreach ([null, "/a", "/b/{x}", "/c", "/b/1"] as $path) {
            try {
                $found = $server->connections($path);
                $answer[] = array_map(fn ($id, $c) => $id === $c->id && $c instanceof Connection ? $id : "wrong", array_keys($found), $found);
            } catch (ValueError $e) {
                $answer[] = $e->getMessage();
            }
        }
        return $answer;
    });
');
$clients = [$server->ws('/a'), $server->ws('/a'), $server->ws('/b/1')];
foreach ($clients as $client) {
    $client->text('id');
    $ids[] = $client->message();
}
$found = json_decode($server->http('GET', '/')->body);
array_walk_recursive($found, function (&$id) use ($ids) {
    $id = array_search($id, $ids) !== false ? 'client ' . array_search($id, $ids) : $id;
});
echo json_encode($found, JSON_UNESCAPED_SLASHES), "\n";
$clients[0]->close();
$clients[0]->socket->rest();
echo count(json_decode($server->http('GET', '/')->body)[0]), "\n";
unset($clients, $client);
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
[["client 0","client 1","client 2"],["client 0","client 1"],["client 2"],[],"Rtws\\RtServer::connections(): Argument #1 ($path) must be the path of a WebSocket endpoint, \"/b/1\" is none"]
2
[]
