--TEST--
cluster: a Redis that does not answer stops nobody: requests are served, what is published is delivered here at the command timeout, and to the others when it answers again
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(2, '$server->ws("/echo", onMessage: fn ($c, $m) => $c->send($m));', ['command_timeout' => 0.5, 'reply' => 0.5]);
[$a, $b] = [$cluster->client(0, 'log:a'), $cluster->client(1, 'log:a')];
$cluster->post(0, '/publish/log:a', '"first"');
echo json_encode([dataOf($a, 1), dataOf($b, 1)]), "\n";
$u = $cluster->member(0, 'room', 'u');
$v = $cluster->member(1, 'room', 'v');
$u->next();

$cluster->redis->signal(19);
$publisher = $cluster->client(0);
$publisher->say(['action' => 'publish', 'channel' => 'log:a', 'message' => 'meanwhile', 'id' => 1]);
/* nothing waits for it but the publication */
$echo = $cluster->servers[0]->ws('/echo');
$echo->text('served');
echo $echo->message(), "\n";
$echo->socket->close();
foreach ($cluster->servers as $server) {
    $server->await('/^down: \S.*\n/m', 10, $match);
    echo str_replace((string) $cluster->redis->port, 'PORT', $match[0] ?? "no event\n");
}
echo json_encode(dataOf($a, 1)), ' ', $publisher->next()['type'], "\n";
echo json_encode($cluster->post(1, '/publish/log:a', '"of the other"')), json_encode(dataOf($b, 1)), "\n";

$cluster->redis->signal(18);
foreach ([0, 1] as $i) {
    $cluster->servers[$i]->await('/^up\n/m');
    $cluster->awaitUp($i);
}
$cluster->post(1, '/publish/log:a', '"end"');
/* what one has missed is in the history: no gap, and nothing twice, whether Redis had carried it out or not */
foreach ([$a, $b] as $client) {
    for ($got = []; end($got) !== 'end' && ($message = $client->next()) !== null;) {
        $got[] = $message['data'] ?? $message['type'];
    }
    echo json_encode($got), "\n";
}
$kept = array_column($cluster->client(0)->ask(['action' => 'history', 'channel' => 'log:a'])['publications'], 'data');
sort($kept);
echo json_encode($kept), "\n";
/* nobody has left or joined */
$w = $cluster->member(0, 'room', 'w');
foreach ([$u, $v] as $client) {
    echo implode(' ', array_map(fn ($m) => $m['member']['id'] ?? $m['type'], [$client->next(), $client->next()])), "\n";
}
echo json_encode([array_keys($cluster->get(1, '/members/room')['members'])]), "\n";
$cluster->stop();
?>
--EXPECT--
[["first"],["first"]]
served
down: redis://127.0.0.1:PORT: no answer within 0.5 s (command_timeout)
down: redis://127.0.0.1:PORT: no answer within 0.5 s (command_timeout)
["meanwhile"] published
{"reached":1}["of the other"]
["of the other","end"]
["meanwhile","end"]
["end","first","meanwhile","of the other"]
gap w
gap w
[["u","v","w"]]
