--TEST--
cluster: servers with workers are one, too: publications, members, letters; a killed worker's members leave at once, a killed server's within the lease
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$lease = 2.4;
$cluster = TestCluster::start(2, '
    $server->channels("/id-channels", options: ["publish" => true, "presence" => true, "onOpen" => fn ($c) => $c->send((string) $server->workerId)]);
    $server->ws("/user", onOpen: function ($c) use ($server) { $c->userId = "ann"; $c->send((string) $server->workerId); $c->send($c->id); });
    $server->http("GET", "/who", fn () => ["worker" => $server->workerId, "pid" => getmypid()]);
    $server->subscribe("news", function ($data) use ($server) { echo "heard ", json_encode($data), "\n"; });
    $server->presence("room")->on("leave", function ($m) { echo "left $m[id]\n"; });
', ['lease' => $lease], ['workers' => 2]);
$in = function (int $server, int $worker, string $path = '/id-channels') use ($cluster): ChannelClient {
    $client = (new ReflectionClass(ChannelClient::class))->newInstanceWithoutConstructor();
    $client->ws = wsIn($cluster->servers[$server], $worker, $path);
    return $client;
};
$clients = [];
foreach ([[0, 0], [0, 1], [1, 0], [1, 1]] as [$server, $worker]) {
    $clients["$server.$worker"] = $client = $in($server, $worker);
    $client->ask(['action' => 'subscribe', 'channel' => 'news']);
}
foreach ($clients as $name => $client) {
    $client->say(['action' => 'publish', 'channel' => 'news', 'message' => "by $name", 'echo' => false]);
    foreach (array_diff_key($clients, [$name => 1]) as $other) {
        if (($got = $other->next()['data'] ?? null) !== "by $name") {
            echo "$got instead of by $name\n";
        }
    }
}
echo $cluster->get(0, '/count/news')['count'], ' ', $cluster->get(1, '/count/news')['count'], "\n";

foreach ($clients as $name => $client) {
    $client->ask(['action' => 'join', 'channel' => 'room', 'member' => ['id' => $name]]);
}
foreach ($clients as $client) {
    $client->settle();
}
$members = array_keys($cluster->get(1, '/members/room')['members']);
sort($members);
echo implode(' ', $members), "\n";

$users = [$in(0, 1, '/user'), $in(1, 0, '/user'), $in(1, 1, '/user')];
$ids = array_map(fn ($user) => $user->ws->message(), $users);
eventually(fn () => $cluster->redis('PUBSUB', 'NUMSUB', 'rtws:user:ann')[1] === 2);
eventually(fn () => $cluster->post(0, '/send/ann', 'all')['reached'] === 3);
echo json_encode([$cluster->post(1, '/send/ann', 'all'), $cluster->post(0, "/send/$ids[2]", 'one'), $cluster->post(1, "/send/$ids[0]", 'one')]), "\n";

/* one worker of the second server */
do {
    $who = who($cluster->servers[1]);
} while ($who->worker !== 1);
tell_process($who->pid, 9);
$told = function (ChannelClient $client, array $ids): string {
    for ($got = []; count(array_diff($ids, $got)) > 0 && ($m = $client->next()) !== null;) {
        $got[] = $m['type'] === 'member_left' ? $m['member']['id'] : $m['type'];
    }
    sort($got);
    return implode(' ', array_diff($got, ['member_joined']));
};
foreach (['0.0', '0.1', '1.0'] as $name) {
    echo $told($clients[$name], ['1.1']), "\n";
}
/* the second server: its master and all processes at once */
$pids = preg_split('/\s+/', trim(shell_exec('ps -o pid= --ppid ' . $cluster->servers[1]->pid)));
$cluster->servers[1]->signal(19);
foreach ($pids as $pid) {
    tell_process((int) $pid, 9);
}
$cluster->servers[1]->signal(9);
$killed = microtime(true);
foreach (['0.0', '0.1'] as $name) {
    echo $told($clients[$name], ['1.0']), ' ', microtime(true) - $killed <= patience($lease) ? 'in time' : 'late', "\n";
}
$cluster->servers[0]->await('/left 1\.0/');
preg_match_all('/^(?:heard|left) .*$/m', $cluster->servers[0]->out, $lines);
$lines = array_count_values($lines[0]);
ksort($lines);
echo json_encode($lines), "\n";
unset($cluster->servers[1]);
foreach ([...$clients, ...$users] as $client) {
    $client->ws->socket->close();
}
$cluster->stop();
?>
--EXPECT--
4 4
0.0 0.1 1.0 1.1
[{"reached":3},{"reached":1},{"reached":1}]
1.1
1.1
1.1
1.0 in time
1.0 in time
{"heard \"by 0.0\"":1,"heard \"by 0.1\"":1,"heard \"by 1.0\"":1,"heard \"by 1.1\"":1,"left 1.0":1,"left 1.1":1}
