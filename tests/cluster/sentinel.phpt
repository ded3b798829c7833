--TEST--
cluster: servers whose Redis is behind a Sentinel follow it to the next master, with all that is kept
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';
require __DIR__ . '/../inc/redis_kinds.inc';

$kind = new TestRedisSentinel();
$servers = [];
foreach (['a', 'b'] as $id) {
    $servers[] = TestServer::start('
        $server->channels(options: ["publish" => true, "history" => 100]);
        $server->on("brokerUp", fn () => print("up\n"));
    ', var_export(['server_id' => $id, 'redis' => ['dsn' => "redis+sentinel://127.0.0.1:{$kind->sentinel->port}/boss", 'retry_max' => 0.1]], true));
}
[$a, $b] = array_map(fn ($server) => new ChannelClient($server), $servers);
foreach ([$a, $b] as $client) {
    $client->ask(['action' => 'subscribe', 'channel' => 'news']);
}
$a->ask(['action' => 'join', 'channel' => 'room', 'member' => ['id' => 'ann']]);
$next = function (ChannelClient $client, string $type) {
    for ($i = 0; $i < 20 && ($message = $client->next()) !== null; $i++) {
        if ($message['type'] === $type) {
            return $message;
        }
    }
    return null;
};
$say = fn (string $text) => $a->say(['action' => 'publish', 'channel' => 'news', 'message' => $text]);
$say('before');
echo $next($a, 'message')['data'], ' ', $next($b, 'message')['data'], "\n";
$kind->replica->command('WAIT', '0', '0');
$kind->await(fn () => $kind->replica->command('HLEN', 'presence:room') === 1);

$kind->failover();
foreach ($servers as $server) {
    echo $server->await('/^up\n/m', 20) ? "up\n" : "not up\n{$server->err}";
}
$say('after');
echo $next($a, 'message')['data'], ' ', $next($b, 'message')['data'], "\n";
$b->say(['action' => 'history', 'channel' => 'news', 'id' => 1]);
echo implode(' ', array_column($next($b, 'history')['publications'] ?? [], 'data')), "\n";
$b->say(['action' => 'join', 'channel' => 'room', 'member' => ['id' => 'bob']]);
$members = array_keys($next($b, 'presence_state')['members'] ?? []);
sort($members);
echo implode(' ', $members), ' ', $next($a, 'member_joined')['member']['id'] ?? 'nobody', "\n";
array_map(fn ($server) => $server->stop(), $servers);
?>
--EXPECT--
before before
up
up
after after
before after
ann bob bob
