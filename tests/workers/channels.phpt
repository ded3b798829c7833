--TEST--
workers: what is published in one reaches subscribers in the others, from before the fork on; history is shared
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$server = TestServer::start(CHANNELS . '
    $server->publish("log:a", "before run()");
    $server->on("start", fn () => $server->publish("log:a", "in start"));
    $server->http("GET", "/publish", fn ($r) => $server->publish($r->query["channel"], "from " . $server->workerId));
', '["workers" => 3]');
[$a, $b, $c] = [channelsIn($server, 0), channelsIn($server, 1), channelsIn($server, 2)];
$a->ask(['action' => 'subscribe', 'channel' => 'news']);
$b->ask(['action' => 'subscribe', 'channel' => 'news']);
echo $c->ask(['action' => 'publish', 'channel' => 'news', 'message' => 'hello', 'id' => 1])['type'], "\n";
echo $a->next()['data'], ' ', $b->next()['data'], "\n";
$server->http('GET', '/publish?channel=news');
var_dump($a->next()['data'] === $b->next()['data']);

$c->ask(['action' => 'publish', 'channel' => 'log:a', 'message' => 'of a client', 'id' => 2]);
foreach ([$a, $b] as $client) {
    $answer = $client->ask(['action' => 'history', 'channel' => 'log:a', 'limit' => 10]);
    echo implode(', ', array_column($answer['publications'] ?? $answer['messages'] ?? [], 'data')), "\n";
}
$server->stop();
?>
--EXPECT--
published
hello hello
bool(true)
before run(), in start, of a client
before run(), in start, of a client
