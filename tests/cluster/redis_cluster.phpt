--TEST--
cluster: servers on a real Redis cluster of three: publications, members, histories and letters, plain and sharded
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';
require __DIR__ . '/../inc/redis_kinds.inc';

$kind = new TestRedisCluster(3);
$hosts = implode(',', array_map(fn ($node) => "127.0.0.1:$node->port", $kind->nodes));
foreach ([false, true] as $sharded) {
    $servers = [];
    foreach (['a', 'b'] as $id) {
        $servers[] = TestServer::start('
            $server->channels(options: ["publish" => true, "history" => 100, "onOpen" => fn ($c) => $c->userId = "user-" . $server->serverId]);
            $server->http("POST", "/to/{user}", fn (Request $r) => ["reached" => $server->sendTo($r->params["user"], $r->body())]);
        ', var_export(['server_id' => $id, 'redis' => ['dsn' => "redis://$hosts", 'sharded' => $sharded, 'prefix' => $sharded ? 's:' : 'p:']], true));
    }
    [$a, $b] = array_map(fn ($server) => new ChannelClient($server), $servers);
    /* at all three nodes */
    $channels = array_map(fn ($i) => "news-$i", range(1, 9));
    foreach ($channels as $channel) {
        $a->ask(['action' => 'subscribe', 'channel' => $channel]);
        $b->ask(['action' => 'subscribe', 'channel' => $channel]);
    }
    foreach ($channels as $i => $channel) {
        ($i % 2 ? $a : $b)->say(['action' => 'publish', 'channel' => $channel, 'message' => $i]);
    }
    foreach ([$a, $b] as $client) {
        for ($got = []; count($got) < 9 && ($message = $client->next()) !== null;) {
            $got[$message['channel']] = $message['data'];
        }
        ksort($got);
        echo implode(' ', $got), "\n";
    }
    $a->ask(['action' => 'join', 'channel' => 'room', 'member' => ['id' => 'ann']]);
    $state = $b->ask(['action' => 'join', 'channel' => 'room', 'member' => ['id' => 'bob']]);
    ksort($state['members']);
    echo implode(' ', array_keys($state['members'])), ' ', $a->next()['member']['id'], "\n";
    echo implode(' ', array_column($a->ask(['action' => 'history', 'channel' => 'news-5', 'id' => 1])['publications'], 'data')), "\n";
    echo $servers[0]->http('POST', '/to/user-b', [], 'letter')->body, ' ', $b->raw(), "\n";
    array_map(fn ($server) => $server->stop(), $servers);
    echo preg_match('/ (warning|error): (?!open before)/', $servers[0]->err . $servers[1]->err) ? $servers[0]->err . $servers[1]->err : "clean\n";
}
?>
--EXPECT--
0 1 2 3 4 5 6 7 8
0 1 2 3 4 5 6 7 8
ann bob bob
4
{"reached":1} letter
clean
0 1 2 3 4 5 6 7 8
0 1 2 3 4 5 6 7 8
ann bob bob
4
{"reached":1} letter
clean
