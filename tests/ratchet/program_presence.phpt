--TEST--
Ratchet: a program that tells who is in a channel, with the members in Redis
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/ratchet_redis.inc';
if (!RedisProcess::isThere()) die('skip no redis-server');
?>
--FILE--
<?php
require __DIR__ . '/../inc/ratchet_programs.inc';

$redis = new RedisProcess();
foreach (['app', 'io'] as $way) {
    $server = Program::run('presence-channel', ['0', $way])->server;
    $join = static fn (WsClient $client, string $id) => $client->text(json_encode(
        ['action' => 'join', 'channel' => 'lobby', 'user' => ['id' => $id, 'name' => strtoupper($id)]]));
    [$a, $b] = [$server->ws(), $server->ws()];
    $join($a, 'u1');
    Checks::is("$way: u1 is told", '{"type":"presence_state","members":{"u1":{"id":"u1","name":"U1"}}}', $a->message());
    $join($b, 'u2');
    Checks::is("$way: u2 is told", '{"type":"presence_state","members":{"u1":{"id":"u1","name":"U1"},"u2":{"id":"u2","name":"U2"}}}', $b->message());
    Checks::is("$way: u1 of u2", '{"type":"member_joined","member":{"id":"u2","name":"U2"}}', $a->message());
    Checks::is("$way: Redis knows", ['u1', 'u2'], array_keys($redis->client()->hGetAll('presence:lobby')));
    $b->text('{"action":"leave","channel":"lobby"}');
    Checks::is("$way: u2 left", '{"type":"member_left","member":{"id":"u2","name":"U2"}}', $a->message());
    $join($b, 'u3');
    $b->message();
    $a->message();
    $b->socket->close();
    Checks::is("$way: u3 has gone", '{"type":"member_left","member":{"id":"u3","name":"U3"}}', $a->message());
    $a->close();
    $server->stop();
    Checks::is("$way: Redis forgets", [], $redis->client()->hGetAll('presence:lobby'));
}
Checks::done();
?>
--EXPECT--
14 checks, 0 failed
