--TEST--
cluster: servers reach each other by a Unix socket, a user of the ACL, a database, and apart from others by a prefix
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$path = sys_get_temp_dir() . '/rtws-redis-' . getmypid() . '.sock';
$cluster = TestCluster::start(0, redisOptions: ['--unixsocket' => $path]);
$cluster->redis('ACL', 'SETUSER', 'app', 'on', '>hidden', '~app:*', '&app:*', '+@all', '-@admin');
$port = $cluster->redis->port;
foreach ([
    'socket' => ["unix://$path", ['dsn' => "redis://127.0.0.1:$port"], ''],
    'user' => ["redis://app:hidden@127.0.0.1:$port?prefix=app:", ['dsn' => "redis://127.0.0.1:$port", 'user' => 'app', 'password' => 'hidden', 'prefix' => 'app:'], 'app:'],
    'database' => ["redis://127.0.0.1:$port/3", ['dsn' => "redis://127.0.0.1:$port", 'database' => 3], ''],
    'prefix' => [['dsn' => "redis://127.0.0.1:$port", 'prefix' => 'app:'], ['dsn' => "redis://127.0.0.1:$port/0", 'prefix' => 'app:'], 'app:'],
] as $name => [$first, $second, $prefix]) {
    try {
        $numbers = array_map(fn ($redis) => $cluster->add(options: ['redis' => $redis]), [$first, $second, "redis://127.0.0.1:$port"]);
    } catch (RuntimeException $e) {
        echo $name, ': ', $e->getMessage(), "\n";
        continue;
    }
    array_map($cluster->awaitUp(...), $numbers);
    $clients = array_map(fn ($i) => $cluster->client($i, 'log:a'), $numbers);
    $members = [$cluster->member($numbers[0], 'room', 'u'), $cluster->member($numbers[1], 'room', 'v')];
    $cluster->post($numbers[0], '/publish/log:a', '"first"');
    $cluster->post($numbers[1], '/publish/log:a', '"second"');
    $cluster->redis('PUBLISH', "{$prefix}log:a", '"from outside"');
    $cluster->post($numbers[2], '/publish/log:a', '"of a third server"');
    $cluster->post($numbers[0], '/publish/log:a', '"end"');
    foreach ($clients as $i => $client) {
        for ($got[$i] = []; $i < 2 && end($got[$i]) !== 'end' && ($message = $client->next()) !== null;) {
            $got[$i][] = $message['data'];
        }
    }
    $cluster->redis('SELECT', $name === 'database' ? '3' : '0');
    echo $name, ': ', json_encode($got[0]), ' ', json_encode($got[0] === $got[1]), ' ', implode(' ', array_keys($cluster->get($numbers[0], '/members/room')['members'])), ' ',
        implode(' ', $cluster->redis('KEYS', '*order:room')), ' ', count($cluster->client($numbers[2])->ask(['action' => 'presence', 'channel' => 'room'])['members']), "\n";
    $cluster->stopServers();
}
$cluster->stop();
?>
--EXPECT--
socket: ["first","second","from outside","of a third server","end"] true u v rtws:order:room 2
user: ["first","second","from outside","end"] true u v app:rtws:order:room 0
database: ["first","second","from outside","of a third server","end"] true u v rtws:order:room 0
prefix: ["first","second","from outside","end"] true u v app:rtws:order:room 0
