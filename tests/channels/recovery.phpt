--TEST--
history and recovery: a client that comes back gets exactly what it missed, while somebody publishes all the time
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels("/channels", options: ["namespaces" => ["log:" => ["history" => [2000]], "short:" => ["history" => 5]],
        "publish" => true]);
    $n = 0;
    $server->every(0.001, function () use ($server, &$n) {
        $server->channel("log:a")->publish(++$n);
        $server->channel("short:a")->publish($n);
    });
    $server->http("GET", "/history", fn () => array_map(fn ($p) => [$p->data, $p->channel, $p->event],
        $server->channel("short:a")->history(3)));
');

/* comes and goes thirty times */
$last = null;
$expected = null;
$faults = 0;
$seen = 0;
for ($round = 0; $round < 30; $round++) {
    $client = new ChannelClient($server);
    $answer = $client->ask(['action' => 'subscribe', 'channel' => 'log:a', 'id' => $round] + ($last === null ? [] : ['since' => $last]));
    $faults += $answer['type'] !== 'subscribed' || ($last !== null && $answer['recovered'] !== true);
    $last ??= $answer['position'];
    for ($i = 0; $i < 20; $i++) {
        $message = $client->next();
        $faults += $message['channel'] !== 'log:a' || ($expected !== null && $message['data'] !== $expected);
        $expected = $message['data'] + 1;
        $last = $message['position'];
        $seen++;
    }
    $round % 2 ? $client->ws->socket->abort() : $client->ws->close();
}
echo "$seen messages, $faults faults\n";

/* what is gone is said to be gone */
$client = new ChannelClient($server);
$first = $client->ask(['action' => 'subscribe', 'channel' => 'short:a', 'id' => 1])['position'];
for ($i = 0; $i < 20; $i++) {
    $client->next();
}
$client = new ChannelClient($server);
$answer = $client->ask(['action' => 'subscribe', 'channel' => 'short:a', 'since' => $first]);
var_dump($answer['recovered'], isset($answer['position']), $client->next()['data'] > 0);

/* of another life of the server, or none at all */
$client = new ChannelClient($server);
var_dump($client->ask(['action' => 'subscribe', 'channel' => 'log:a', 'since' => '00000000-1'])['recovered']);
$client = new ChannelClient($server);
echo $client->ask(['action' => 'subscribe', 'channel' => 'log:b', 'since' => 'yesterday'])['code'] ?? 'other message', "\n";

$client = new ChannelClient($server);
$history = $client->ask(['action' => 'history', 'channel' => 'short:a', 'limit' => 3, 'id' => 9]);
echo count($history['publications']), ' ', implode(',', array_keys($history)), ' ', implode(',', array_keys($history['publications'][0])), "\n";
$data = array_column($history['publications'], 'data');
var_dump($data === [$data[0], $data[0] + 1, $data[0] + 2]);
$history = $client->ask(['action' => 'history', 'channel' => 'log:a', 'since' => $last, 'limit' => 2]);
var_dump(array_column($history['publications'], 'data') === [$expected, $expected + 1], $history['recovered']);
echo count(json_decode($server->http('GET', '/history')->body)), "\n";
$server->stop();
?>
--EXPECT--
600 messages, 0 faults
bool(false)
bool(true)
bool(true)
bool(false)
BAD_REQUEST
3 type,channel,publications,position,id data,timestamp,position
bool(true)
bool(true)
bool(true)
3
