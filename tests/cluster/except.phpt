--TEST--
cluster: who is left out of a publication is one connection of one server, not the one with the same number elsewhere; receivers are counted
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(3, '
    $server->ws("/room", onOpen: fn ($c) => [$server->channel("news")->subscribe($c), $c->send("$c->resourceId")],
        onMessage: fn ($c, $m) => $c->send("reached " . $server->channel("news")->publish($m, except: $c)));
');
/* the first of each server, so with the same numbers */
$clients = array_map(fn ($i) => $cluster->client($i, 'log:a'), [0, 1, 2]);
$clients[1]->say(['action' => 'publish', 'channel' => 'log:a', 'message' => 'not to 1', 'echo' => false]);
$cluster->client(1)->ask(['action' => 'publish', 'channel' => 'log:a', 'message' => 'to all', 'id' => 1]);
foreach ([0 => 2, 1 => 1, 2 => 2] as $i => $count) {
    echo $i, ' ', json_encode(dataOf($clients[$i], $count)), "\n";
}
$raw = $numbers = [];
foreach ($cluster->servers as $server) {
    $raw[] = $ws = $server->ws('/room');
    $numbers[] = $ws->message();
}
$raw[2]->text('from 2');
$got = [$raw[0]->message(), $raw[1]->message(), $raw[2]->message()];
echo json_encode($got), ' ', count(array_unique($numbers)) < 3 ? 'numbers are the same' : json_encode($numbers), "\n";

/* nobody; only here; only elsewhere */
echo json_encode([$cluster->post(0, '/publish/nobody', '1'), $cluster->post(0, '/publish/log:nobody', '1')]), "\n";
$cluster->client(0, 'here');
$cluster->client(0, 'here');
$cluster->client(1, 'there');
$cluster->client(1, 'there');
$cluster->client(2, 'there');
echo json_encode([$cluster->post(0, '/publish/here', '1'), $cluster->post(0, '/publish/there', '1')]), "\n";
foreach ($raw as $ws) {
    $ws->socket->close();
}
$cluster->stop();
?>
--EXPECT--
0 ["not to 1","to all"]
1 ["to all"]
2 ["not to 1","to all"]
["from 2","from 2","reached 2"] numbers are the same
[{"reached":0},{"reached":0}]
[{"reached":2},{"reached":2}]
