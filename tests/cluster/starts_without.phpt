--TEST--
cluster: a server starts and serves without its Redis, joins the others when it is there, and says in the log why it cannot
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(0);
$port = (string) $cluster->redis->port;
$cluster->redis->stop();
$code = '$server->subscribe("news", function ($data) { echo "heard ", json_encode($data), "\n"; });
    $server->on("start", function () use ($server) { $server->publish("news", "in start"); });
    $server->publish("log:a", "before run()");';
$a = $cluster->add($code);
$b = $cluster->add();
$cluster->servers[$a]->await('/^down: \S.*\n/m', 10, $match);
echo str_replace($port, 'PORT', $match[0] ?? "no event\n");
$clients = [$cluster->client($a, 'news'), $cluster->client($a, 'news')];
$cluster->member($a, 'room', 'u', $state);
echo json_encode([$cluster->post($a, '/publish/news', '"alone"'), dataOf($clients[0], 1), dataOf($clients[1], 1)]), "\n";
/* who else is there is not known; he is put in later */
echo $state['code'], "\n";

/* Redis is there */
$cluster->redis->again();
$cluster->awaitUp($a);
$cluster->awaitUp($b);
$cluster->servers[$a]->await('/^up\n/m');
$far = $cluster->client($b, 'news');
$cluster->post($a, '/publish/news', '"together"');
echo json_encode(dataOf($far, 1)), "\n";
foreach ($clients as $client) {
    echo json_encode(array_map(fn ($m) => $m['data'] ?? $m['type'], [$client->next(), $client->next()])), "\n";
}
echo implode(' ', array_keys($cluster->get($b, '/members/room')['members'])), ' ',
    json_encode(array_column($cluster->client($b)->ask(['action' => 'history', 'channel' => 'log:a'])['publications'], 'data')), "\n";
$cluster->stopServers();
preg_match_all('/heard .*/', $cluster->servers[$a]->out, $heard);
echo implode(', ', $heard[0]), "\n";

/* a wrong password, a user who may not, a Redis that wants one */
$cluster->redis('ACL', 'SETUSER', 'app', 'on', '>right', '~*', '&*', '+@all', '-eval', '-evalsha', '-script');
foreach (["redis://app:wrongsecret@127.0.0.1:$port", "redis://nobody:wrongsecret@127.0.0.1:$port", "redis://:wrongsecret@127.0.0.1:$port", "redis://app:right@127.0.0.1:$port"] as $dsn) {
    $i = $cluster->add(options: ['redis' => ['dsn' => $dsn, 'retry_min' => 0.01, 'retry_max' => 0.01]]);
    $server = $cluster->servers[$i];
    $server->awaitLog('/redis.*\n/');
    $client = $cluster->client($i, 'news');
    echo json_encode($cluster->post($i, '/publish/news', '1')), json_encode(dataOf($client, 1)), "\n";
    $client->ws->socket->close();
    $server->stop();
    preg_match_all('/(?:warning|error): [^:]*: (?:redis:\S+ )?[^:]*: \w+/', $server->err, $lines);
    echo str_replace($port, "PORT", implode("\n", $lines[0])), ' ', substr_count($server->out, 'down: redis://'), "\n";
    if (str_contains($server->err . $server->out, 'secret')) {
        echo "the password is told\n";
    }
}
$cluster->stop();
?>
--EXPECT--
down: redis://127.0.0.1:PORT: cannot connect: Connection refused
[{"reached":2},["alone"],["alone"]]
UNAVAILABLE
["together"]
["gap","together"]
["gap","together"]
u ["before run()"]
heard "in start", heard "alone", heard "together"
{"reached":1}[1]
warning: broker down: redis://127.0.0.1:PORT: the server refuses the user or password: WRONGPASS 1
{"reached":1}[1]
warning: broker down: redis://127.0.0.1:PORT: the server refuses the user or password: WRONGPASS 1
{"reached":1}[1]
warning: broker down: redis://127.0.0.1:PORT: the server refuses the user or password: ERR 1
{"reached":1}[1]
warning: redis: a sign of life: NOPERM 0
