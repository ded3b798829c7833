--TEST--
cluster: while Redis is gone each server goes on by itself; afterwards, although it has forgotten everything, what was published is told to the others once, and nobody leaves or joins twice
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(2, redis: ['lease' => 1.2]);
$cluster->awaitBeats();
[$a, $b] = [$cluster->client(0, 'news'), $cluster->client(1, 'news')];
[$u, $v] = [$cluster->member(0, 'room', 'u'), $cluster->member(1, 'room', 'v')];
$goes = $cluster->member(1, 'room', 'goes');
dataOf($u, 2);
dataOf($v, 1);

$cluster->redis->stop();
foreach ($cluster->servers as $i => $server) {
    $server->await('/^down: \S.*\n/m', 10, $match);
    echo str_replace((string) $cluster->redis->port, 'PORT', $match[0] ?? "no event\n");
}
/* alone: publications, members, who is who */
echo json_encode([$cluster->post(0, '/publish/news', '"of 0"'), $cluster->post(1, '/publish/news', '"of 1"'), $cluster->post(0, '/publish/news', '"more of 0"')]), "\n";
echo json_encode([dataOf($a, 2), dataOf($b, 1)]), "\n";
$w = $cluster->client(0);
$w->say(['action' => 'join', 'channel' => 'room', 'member' => ['id' => 'w']]);
echo json_encode($u->next()), "\n";
$goes->ws->socket->close();
echo json_encode($v->next()), "\n";
echo trim($cluster->get(0, '/up')), "\n";

$cluster->redis->again();
foreach ([0, 1] as $i) {
    $cluster->servers[$i]->await('/^up\n/m');
    $cluster->awaitUp($i);
}
/* each hears of a gap, and what the other one has said; nothing of its own a second time */
$cluster->post(0, '/publish/news', '"end of 0"');
$cluster->post(1, '/publish/news', '"end of 1"');
foreach ([[$a, ['gap', 'of 1']], [$b, ['gap', 'of 0', 'more of 0']]] as [$client, $all]) {
    for ($got = []; count(preg_grep('/^end/', $got)) < 2 && ($message = $client->next()) !== null;) {
        $got[] = $message['data'] ?? $message['type'];
    }
    $ends = preg_grep('/^end/', $got);
    $got = array_values(array_diff($got, $ends));
    echo count($ends), ' ends, ', in_array('gap', $got) && array_diff($all, $got) === [] && count($got) === count($all) ? 'each once' : json_encode($got), "\n";
}
/* the others hear of who has come and gone meanwhile, and of nobody else */
$x = $cluster->member(0, 'room', 'x');
foreach ([[$u, 0], [$v, 1]] as [$client, $i]) {
    for ($got = []; end($got) !== 'member_joined x' && ($message = $client->next()) !== null;) {
        $got[] = $message['type'] . (isset($message['member']) ? " {$message['member']['id']}" : '');
    }
    sort($got);
    $members = array_keys($cluster->get($i, '/members/room')['members']);
    sort($members);
    echo implode(', ', $got), '; ', implode(' ', $members), "\n";
}
$cluster->stop();
?>
--EXPECT--
down: redis://127.0.0.1:PORT: the server has closed the connection
down: redis://127.0.0.1:PORT: the server has closed the connection
[{"reached":1},{"reached":1},{"reached":1}]
[["of 0","more of 0"],["of 1"]]
{"type":"member_joined","member":{"id":"w"},"channel":"room"}
{"type":"member_left","member":{"id":"goes"},"channel":"room"}
503 503 Service Unavailable
2 ends, each once
2 ends, each once
gap, member_joined x, member_left goes; u v w x
gap, member_joined w, member_joined x; u v w x
