--TEST--
cluster: the publishers that docs/redis.md prints do what it says
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/redis.inc';
TestRedis::skipIfMissing();
is_file(__DIR__ . '/../../docs/redis.md') || die('skip docs/redis.md is not there');
trim((string) shell_exec('command -v redis-cli')) !== '' || die('skip redis-cli is not installed');
?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$page = file_get_contents(__DIR__ . '/../../docs/redis.md');
$cluster = TestCluster::start(2);
$clients = [$cluster->client(0, 'news'), $cluster->client(1, 'news')];
$heard = fn () => array_map(fn ($client) => json_encode($client->next()['data'] ?? null), $clients);

preg_match_all('/^    redis-cli (.*)$/m', $page, $lines);
foreach ($lines[1] as $line) {
    exec("redis-cli -p {$cluster->redis->port} $line", $out, $status);
    echo strtok($line, ' '), " $status: ", implode(' ', $heard()), "\n";
}
preg_match('/^```php\n(function publish.*?)^```$/ms', $page, $code);
eval(str_replace('6379', (string) $cluster->redis->port, $code[1]));
echo publish('news', ['from' => 'PHP']), ' servers: ', implode(' ', $heard()), "\n";
echo publish('nobody', 1), "\n";
$cluster->stop();
?>
--EXPECT--
PUBLISH 0: {"hello":"world"} {"hello":"world"}
RPUSH 0: {"hello":"world"} {"hello":"world"}
2 servers: {"from":"PHP"} {"from":"PHP"}
0
