--TEST--
Ratchet: a program with channels over a list in Redis and a periodic timer, whichever is constructed first
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
$say = static fn (WsClient $client, array $what) => $client->text(json_encode($what));
foreach (['app', 'io'] as $way) {
    $server = Program::run('pubsub-server', ['0', $way])->server;
    [$a, $b, $c] = [$server->ws(), $server->ws(), $server->ws()];
    foreach ([$a, $b, $a] as $client) { /* twice is as good as once */
        $say($client, ['action' => 'subscribe', 'channel' => 'news']);
        Checks::is("$way: told to have subscribed", '{"type":"subscribed","channel":"news"}', $client->message());
    }
    foreach ([['any' => 'json', 'n' => [1]], [1, 2], 'text', 5, true, null, "h\u{e9}/"] as $value) {
        $begin = microtime(true);
        $say($b, ['action' => 'publish', 'channel' => 'news', 'message' => $value]);
        foreach ([$a, $b] as $client) {
            $message = json_decode($text = $client->message(), true);
            Checks::is("$way: the message", ['message', 'news', $value], [$message['type'], $message['channel'], $message['data']]);
            Checks::true("$way: its time", $message['timestamp'] > $begin && $message['timestamp'] < microtime(true), $text);
        }
    }
    Checks::true("$way: JSON as PHP writes it", str_contains($text, '"data":"h\u00e9\/"'), $text);
    /* what would end the process in Ratchet */
    foreach (['not json', '{}', '{"action":"fly"}', '{"action":"subscribe"}', '{"action":"subscribe","channel":["a"]}'] as $bad) {
        $c->text($bad);
    }
    Checks::true("$way: onError is told", $server->await('/An error has occurred: .*string, null given(.|\n)*An error.*string, array given/'), $server->out);
    $say($a, ['action' => 'unsubscribe', 'channel' => 'news']);
    $say($a, ['action' => 'unsubscribe', 'channel' => 'never']);
    $b->close();
    $say($c, ['action' => 'subscribe', 'channel' => 'news']);
    Checks::is("$way: still serving", '{"type":"subscribed","channel":"news"}', $c->message());
    $redis->client()->rpush('ws:messages', '{"channel":"nobody","message":1}', '{"channel":"news","message":"from outside"}');
    Checks::is("$way: published by another process", 'from outside', json_decode($c->message())->data);
    Checks::true("$way: nothing for who has unsubscribed", $a->socket->isSilent(0));
    $server->stop();
}
Checks::done();
?>
--EXPECT--
72 checks, 0 failed
