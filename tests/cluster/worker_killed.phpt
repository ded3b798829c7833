--TEST--
Two servers of two workers each with one Redis: everything reaches everybody once; a worker that is killed harms nobody else
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';
require_once __DIR__ . '/../inc/redis.inc';

$redis = TestRedis::start();
$servers = [];
foreach (['one', 'two'] as $id) {
    $servers[] = TestServer::start(CHANNELS . WHO . '
        $server->channel("kept")->options(["history" => 10]);
        $server->subscribe("news", fn ($data) => print("heard $data\n"));
        $server->http("GET", "/members", fn () => $server->presence("room")->members());
        $server->http("POST", "/to/{id}", fn (Request $r) => $server->sendTo($r->params["id"], $r->body()));
    ', '["workers" => 2, "server_id" => "' . $id . '", "redis" => "redis://127.0.0.1:' . $redis->port . '"]');
}
$clients = [];
foreach ($servers as $server) {
    array_push($clients, channelsIn($server, 0), channelsIn($server, 1));
}
foreach ($clients as $client) {
    $client->ask(['action' => 'subscribe', 'channel' => 'news']);
}
$messages = fn () => array_map(fn ($client) => implode(' ', array_column(array_filter($client->settle(), fn ($m) => $m['type'] === 'message'), 'data')), $clients);
$wait = function (ChannelClient $client, string $data) { // what others published on other ways has arrived, too
    for ($i = 0; $i < 50 && ($m = $client->next(5)) !== null; $i++) {
        if (($m['data'] ?? null) === $data) {
            return $data;
        }
    }
    return "no $data";
};
$publish = function (int $i, string $data) use (&$clients) {
    $clients[$i]->say(['action' => 'publish', 'channel' => 'news', 'message' => $data]);
};
foreach ([0, 1, 2, 3] as $i) {
    $publish($i, "from $i");
    foreach ($clients as $client) {
        echo $wait($client, "from $i"), ', ';
    }
    echo "\n";
}
$redis->command('PUBLISH', 'news', 'plain');
echo implode(', ', array_map(fn ($client) => $wait($client, 'plain'), $clients)), "\n";
$redis->command('RPUSH', 'ws:messages', '{"channel":"news","message":"listed"}');
echo implode(', ', array_map(fn ($client) => $wait($client, 'listed'), $clients)), "\n";
echo implode(', ', $messages()), "nothing twice\n";

foreach ($clients as $i => $client) {
    $client->ask(['action' => 'join', 'channel' => 'room', 'member' => ['id' => "u$i"]]);
}
$all = function (TestServer $server) {
    $members = array_keys(json_decode($server->http('GET', '/members')->body, true));
    sort($members);
    return implode(' ', $members);
};
echo $all($servers[0]), ' / ', $all($servers[1]), "\n";
foreach ($clients as $client) {
    $client->settle();
}

// the worker of the second client is killed
do {
    $who = who($servers[0]);
} while ($who->worker !== 1);
$pid = $who->pid;
tell_process($pid, 9);
foreach ([0, 2, 3] as $i) {
    $m = $clients[$i]->next();
    echo $m['type'], ' ', $m['member']['id'], ', ';
}
echo "\n", $servers[0]->awaitLog('/worker 1 .*was killed by signal 9/') ? "seen\n" : "not seen\n";
$clients[1] = channelsIn($servers[0], 1);
$clients[1]->ask(['action' => 'subscribe', 'channel' => 'news']);
echo $all($servers[0]), ' / ', $all($servers[1]), "\n";
$publish(3, 'after');
echo implode(', ', array_map(fn ($client) => $wait($client, 'after'), $clients)), "\n";
$publish(1, 'again');
echo implode(', ', array_map(fn ($client) => $wait($client, 'again'), $clients)), "\n";

// one handler of each server is called for each publication
foreach ($servers as $server) {
    $server->await('/heard again/');
    preg_match_all('/heard (.*)/', $server->out, $heard);
    echo implode(', ', $heard[1]), "\n";
    $server->stop();
    echo preg_match('/warning|error/', preg_replace('/.*(was killed by signal 9|open before the workers).*/', '', $server->err)) ? $server->err : "clean\n";
}
?>
--EXPECT--
from 0, from 0, from 0, from 0, 
from 1, from 1, from 1, from 1, 
from 2, from 2, from 2, from 2, 
from 3, from 3, from 3, from 3, 
plain, plain, plain, plain
listed, listed, listed, listed
, , , nothing twice
u0 u1 u2 u3 / u0 u1 u2 u3
member_left u1, member_left u1, member_left u1, 
seen
u0 u2 u3 / u0 u2 u3
after, after, after, after
again, again, again, again
from 0, from 1, from 2, from 3, plain, listed, after, again
clean
from 0, from 1, from 2, from 3, plain, listed, after, again
clean
