--TEST--
Rtws\Redis: users, passwords and what they may not do
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/redis.inc';
TestRedis::skipIfMissing();
?>
--FILE--
<?php
require __DIR__ . '/../inc/redis_kinds.inc';
$redis = TestRedis::start();
$redis->command('ACL', 'SETUSER', 'bob', 'on', '>se:same@', '+get', '+set', '~open:*');
$redis->command('CONFIG', 'SET', 'requirepass', 'sesame');
$dsns = ["redis://bob:se%3Asame%40@127.0.0.1:$redis->port", "redis://:sesame@127.0.0.1:$redis->port", "redis://127.0.0.1:$redis->port", "redis://:seesaw@127.0.0.1:$redis->port"];
$server = redisServer($dsns[0], '[]', '
    $server->http("GET", "/", fn () => array_map(fn ($dsn) => attempt(function () use ($dsn) {
        $redis = new Redis($dsn);
        $set = $redis->set("open:1", 1);
        return [$set, attempt(fn () => $redis->set("closed:1", 1)), attempt(fn () => $redis->ping())];
    }), ' . var_export($dsns, true) . '));
', '[]');
foreach (json_decode($server->http('GET', '/')->body) as $answer) {
    echo preg_replace('/127\.0\.0\.1:\d+/', 'ADDRESS', json_encode($answer, JSON_UNESCAPED_SLASHES)), "\n";
}
$server->stop();
echo preg_match('/sesame|same@|seesaw/', $server->err), preg_match('/warning: Rtws.Redis: .*NOAUTH/', $server->err), "\n";
?>
--EXPECT--
[true,"RedisError NOPERM: SET: NOPERM this user has no permissions to access one of the keys used as arguments","RedisError NOPERM: PING: NOPERM this user has no permissions to run the 'ping' command"]
[true,true,"PONG"]
"RedisUnavailable no: SET: redis://ADDRESS: the server takes no commands: NOAUTH Authentication required.; it has not been executed"
"RedisUnavailable no: SET: redis://ADDRESS: the server refuses the user or password: WRONGPASS invalid username-password pair or user is disabled.; it has not been executed"
01
