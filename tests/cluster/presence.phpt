--TEST--
cluster: who comes and goes is told on every server once; a member with connections on two servers leaves with the last; ids of any kind
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(3, '
    $server->presence("room")->on("join", function ($member) { echo "joined ", json_encode($member), "\n"; });
    $server->presence("room")->on("leave", function ($member) { echo "left ", json_encode($member), "\n"; });
');
$watchers = [];
for ($i = 0; $i < 3; $i++) {
    $watchers[] = $cluster->member($i, 'room', "watcher $i", $state);
}
echo implode(', ', array_keys($state['members'])), "\n";
foreach ([[0, 2], [1, 1], [2, 0]] as [$i, $others]) {
    foreach (dataOf($watchers[$i], $others) as $change) {
        echo "$i: ", $change['type'], ' ', $change['member']['id'], "\n";
    }
}

/* each id, with a connection on the first and then one on the second server */
foreach (['0', '', '7', 7, 'Žižka', '{', "a b'\"\\"] as $id) {
    $first = $cluster->member(0, 'room', $id);
    $second = $cluster->member(1, 'room', $id, $state);
    $hash = $cluster->redis('HGET', 'presence:room', (string) $id);
    $listed = $state['members'][(string) $id] ?? null;
    $here = $cluster->get(2, '/members/room')['members'][(string) $id] ?? null;
    $first->ws->close();
    $again = $cluster->member(2, 'room', $id);
    $second->ws->close();
    $again->ws->close();
    $told = array_map(fn ($watcher) => dataOf($watcher, 2), $watchers);
    echo json_encode([$hash, $listed === ['id' => $id], $here === ['id' => $id], $told[0] === $told[1] && $told[1] === $told[2],
        array_column($told[0], 'type'), $told[0][0]['member']['id'] === $id], JSON_UNESCAPED_UNICODE), "\n";
}
foreach ($watchers as $watcher) {
    echo json_encode($watcher->settle());
}
echo "\n";
$hash = $cluster->redis('HGETALL', 'presence:room');
sort($hash);
echo implode(' ', $hash), "\n";

/* a handler of PHP hears each change once, on each server */
$heard = array_map(fn ($server) => $server->await('/(?:left .*\n.*){7}/s') ? preg_replace('/^(?:ready|up).*\n/m', '', $server->out) : 'nothing', $cluster->servers);
echo substr_count($heard[2], 'joined'), ' ', substr_count($heard[2], 'left'), ' ',
    json_encode(substr($heard[0], -300) === substr($heard[2], -300)), ' ', json_encode(substr($heard[1], -300) === substr($heard[2], -300)), "\n";
$cluster->stop();
?>
--EXPECT--
watcher 0, watcher 1, watcher 2
0: member_joined watcher 1
0: member_joined watcher 2
1: member_joined watcher 2
["{\"id\":\"0\"}",true,true,true,["member_joined","member_left"],true]
["{\"id\":\"\"}",true,true,true,["member_joined","member_left"],true]
["{\"id\":\"7\"}",true,true,true,["member_joined","member_left"],true]
["{\"id\":7}",true,true,true,["member_joined","member_left"],true]
["{\"id\":\"Žižka\"}",true,true,true,["member_joined","member_left"],true]
["{\"id\":\"{\"}",true,true,true,["member_joined","member_left"],true]
["{\"id\":\"a b'\\\"\\\\\"}",true,true,true,["member_joined","member_left"],true]
[][][]
watcher 0 watcher 1 watcher 2 {"id":"watcher 0"} {"id":"watcher 1"} {"id":"watcher 2"}
10 7 true true
