--TEST--
cluster: history, counts and members are those of all servers; a publication's id is known on all of them
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(3, '
    $server->channel("few")->options(["history" => 3]);
    $server->http("GET", "/history/{channel}", fn ($r) => array_map(fn ($p) => [$p->data, $p->event, $p->id, $p->time],
        $server->channel($r->params["channel"])->history(10, $r->query["since"] ?? null)));
    $server->http("GET", "/presence/{channel}", fn ($r) => [count($server->presence($r->params["channel"])), iterator_to_array($server->presence($r->params["channel"]))]);
');
/* history: one for all, and the newest of it */
foreach ([0, 1, 2, 0, 1] as $n => $i) {
    $cluster->post($i, '/publish/few', json_encode(['n' => $n]));
}
$histories = array_map(fn ($i) => $cluster->get($i, '/history/few'), [0, 1, 2]);
var_dump($histories[0] === $histories[1] && $histories[1] === $histories[2]);
echo json_encode(array_column($histories[0], 0)), "\n";
echo json_encode(array_column($cluster->get(2, '/history/few?since=' . $histories[0][1][2]), 0)), "\n";
echo json_encode($cluster->get(1, '/history/nothing')), "\n";

/* ids: the second publication is not made, whichever server it comes to, with history or without */
foreach (['few', 'news', 'other'] as $channel) {
    $clients = [$cluster->client(0, $channel), $cluster->client(1, $channel)];
    $first = $cluster->client(2)->ask(['action' => 'publish', 'channel' => $channel, 'message' => 1, 'key' => 'k', 'id' => 1]);
    $second = $cluster->client(0)->ask(['action' => 'publish', 'channel' => $channel, 'message' => 2, 'key' => 'k', 'id' => 1]);
    $third = $cluster->post(1, "/publish/$channel?id=k", '3');
    $cluster->post(1, "/publish/$channel?id=l", '4');
    echo json_encode([$first['duplicate'] ?? false, $second['duplicate'] ?? false, $first['position'] === $second['position'], $third,
        dataOf($clients[0], 2), dataOf($clients[1], 2)]), "\n";
}

/* counts of subscribers, of connections and streams; of members */
foreach ([0, 0, 1] as $i) {
    $cluster->client($i, 'counted');
}
$cluster->raw(2, 'counted');
$leaver = $cluster->client(2, 'counted');
$cluster->stream(1, 'counted');
echo json_encode(array_map(fn ($i) => $cluster->get($i, '/count/counted')['count'], [0, 1, 2])), "\n";
$leaver->ask(['action' => 'unsubscribe', 'channel' => 'counted', 'id' => 1]);
echo json_encode(array_map(fn ($i) => $cluster->get($i, '/count/counted')['count'], [0, 1, 2])), ' ', $cluster->get(0, '/count/nobody')['count'], "\n";
foreach ([[0, 'b'], [1, 'a'], [2, 'b'], [2, 'c']] as [$i, $id]) {
    $cluster->member($i, 'room', $id);
}
foreach ([0, 1, 2] as $i) {
    echo json_encode($cluster->get($i, '/presence/room')), "\n";
}
echo json_encode($cluster->get(0, '/presence/nobody')), "\n";
$cluster->stop();
?>
--EXPECT--
bool(true)
[{"n":2},{"n":3},{"n":4}]
[{"n":4}]
[]
[false,true,true,{"reached":0},[1,4],[1,4]]
[false,true,true,{"reached":0},[1,4],[1,4]]
[false,true,true,{"reached":0},[1,4],[1,4]]
[6,6,6]
[5,5,5] 0
[3,{"b":{"id":"b"},"a":{"id":"a"},"c":{"id":"c"}}]
[3,{"b":{"id":"b"},"a":{"id":"a"},"c":{"id":"c"}}]
[3,{"b":{"id":"b"},"a":{"id":"a"},"c":{"id":"c"}}]
[0,[]]
