--TEST--
cluster: pub/sub, presence, a rate of messages and a heartbeat as one program on three servers: every frame as specified, each once
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(3, '
    $server->channels("/app", options: ["publish" => true, "presence" => true,
        "rate" => ["messages" => 10, "per" => 3600.0, "mode" => "bucket", "burst" => 10]]);
    $server->channels("/beats", options: ["ping" => ["interval" => 0.3, "timeout" => 0.3],
        "onClose" => function ($c) { echo "closed\n"; }]);
');
$frame = fn (ChannelClient $client) => preg_replace('/"timestamp":\d{10}\.\d+/', '"timestamp":TIME', (string) $client->raw());
$clients = array_map(fn ($server) => new ChannelClient($server, '/app'), $cluster->servers);

echo "-- pub/sub\n";
foreach ($clients as $client) {
    $client->say('{"action":"subscribe","channel":"news"}');
    echo $frame($client), "\n";
}
foreach (['{"any":"json"}', '[1,2]', '"h\u00e9"', '1.5', 'true', 'null'] as $value) {
    $clients[1]->say('{"action":"publish","channel":"news","message":' . $value . '}');
    $frames = array_map($frame, $clients);
    echo count(array_unique($frames)) === 1 ? $frames[0] : json_encode($frames), "\n";
}
echo "-- unsubscribe\n";
$clients[0]->say('{"action":"unsubscribe","channel":"news"}');
$clients[0]->say('{"action":"ping"}');
echo $frame($clients[0]), "\n";
$clients[1]->say('{"action":"publish","channel":"news","message":"to two"}');
echo $frame($clients[1]), ' ', $frame($clients[2]), ' ', json_encode($clients[0]->settle()), "\n";

echo "-- presence\n";
foreach ([0, 2] as $i) {
    $clients[$i]->say('{"action":"join","channel":"room","member":{"id":"u' . $i . '","name":"N' . $i . '"}}');
    echo $frame($clients[$i]), "\n";
}
echo $frame($clients[0]), "\n";
$clients[2]->say('{"action":"leave","channel":"room"}');
echo $frame($clients[0]), ' ', json_encode($clients[2]->settle()), "\n";

echo "-- rate\n";
/* what one has used up the others have not */
$fast = new ChannelClient($cluster->servers[0], '/app');
for ($i = 1; $i <= 12; $i++) {
    $fast->say('{"action":"publish","channel":"news","message":' . $i . '}');
}
echo $frame($fast), ' ', $frame($fast), "\n";
foreach ([1, 2] as $i) {
    echo json_encode(dataOf($clients[$i], 10)), "\n";
}
$clients[2]->say('{"action":"publish","channel":"news","message":"still"}');
echo json_encode([dataOf($clients[1], 1), dataOf($clients[2], 1)]), "\n";

echo "-- heartbeat\n";
$lives = new ChannelClient($cluster->servers[0], '/beats');
$silent = new ChannelClient($cluster->servers[1], '/beats');
foreach ([1, 2, 3] as $n) {
    echo $frame($lives), "\n";
    $lives->say('{"type":"pong"}');
}
echo $frame($silent), ' ', json_encode($silent->ws->closeCode()), "\n";
$silent->ws->socket->close();
$cluster->servers[1]->await('/^closed\n/m');
echo json_encode(array_filter($lives->settle(), fn ($m) => $m['type'] !== 'ping')), ' ', substr_count($cluster->servers[1]->out, 'closed'), "\n";
foreach ([...$clients, $fast, $lives] as $client) {
    $client->ws->socket->close();
}
$cluster->stop();
?>
--EXPECT--
-- pub/sub
{"type":"subscribed","channel":"news"}
{"type":"subscribed","channel":"news"}
{"type":"subscribed","channel":"news"}
{"type":"message","channel":"news","data":{"any":"json"},"timestamp":TIME}
{"type":"message","channel":"news","data":[1,2],"timestamp":TIME}
{"type":"message","channel":"news","data":"hé","timestamp":TIME}
{"type":"message","channel":"news","data":1.5,"timestamp":TIME}
{"type":"message","channel":"news","data":true,"timestamp":TIME}
{"type":"message","channel":"news","data":null,"timestamp":TIME}
-- unsubscribe
{"type":"pong"}
{"type":"message","channel":"news","data":"to two","timestamp":TIME} {"type":"message","channel":"news","data":"to two","timestamp":TIME} []
-- presence
{"type":"presence_state","members":{"u0":{"id":"u0","name":"N0"}},"channel":"room"}
{"type":"presence_state","members":{"u0":{"id":"u0","name":"N0"},"u2":{"id":"u2","name":"N2"}},"channel":"room"}
{"type":"member_joined","member":{"id":"u2","name":"N2"},"channel":"room"}
{"type":"member_left","member":{"id":"u2","name":"N2"},"channel":"room"} []
-- rate
{"type":"error","code":"RATE_LIMITED","message":"Too many messages. Please slow down."} {"type":"error","code":"RATE_LIMITED","message":"Too many messages. Please slow down."}
[1,2,3,4,5,6,7,8,9,10]
[1,2,3,4,5,6,7,8,9,10]
[["still"],["still"]]
-- heartbeat
{"type":"ping"}
{"type":"ping"}
{"type":"ping"}
{"type":"ping"} 1001
[] 1
