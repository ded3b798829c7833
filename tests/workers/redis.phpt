--TEST--
workers and Redis: two servers with two workers each are one; members of a killed worker leave everywhere
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS');
require __DIR__ . '/../inc/redis.inc';
TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/redis.inc';
require __DIR__ . '/../inc/workers.inc';

$redis = TestRedis::start();
$code = CHANNELS . '$server->http("GET", "/pid", fn () => [$server->workerId, getmypid()]);';
$options = '["workers" => 2, "redis" => "redis://127.0.0.1:' . $redis->port . '"]';
[$first, $second] = [TestServer::start($code, $options), TestServer::start($code, $options)];
$clients = [channelsIn($first, 0), channelsIn($first, 1), channelsIn($second, 0), channelsIn($second, 1)];
foreach ($clients as $i => $client) {
    $client->ask(['action' => 'subscribe', 'channel' => 'log:news', 'id' => $i]);
}
$from = channelsIn($second, 1);
echo $from->ask(['action' => 'publish', 'channel' => 'log:news', 'message' => 'hello', 'id' => 1])['type'], "\n";
foreach ($clients as $client) {
    echo $client->next()['data'], ' ';
}
$answer = $clients[0]->ask(['action' => 'history', 'channel' => 'log:news', 'limit' => 10]);
echo count($answer['publications'] ?? $answer['messages'] ?? []), "\n";
foreach ([0 => 'ann', 3 => 'bob'] as $i => $id) {
    $clients[$i]->ask(['action' => 'join', 'channel' => 'room', 'member' => ['id' => $id]]);
}
echo $clients[0]->next()['member']['id'], "\n";
do {
    [$worker, $pid] = json_decode($second->http('GET', '/pid')->body);
} while ($worker !== 1);
tell_process($pid, 9);
$message = $clients[0]->next();
echo $message['type'], ' ', $message['member']['id'], "\n";
$first->stop();
$second->stop();
$redis->stop();
?>
--EXPECT--
published
hello hello hello hello 1
bob
member_left bob
