--TEST--
authorize: what was asked before the connection closed is settled: messages are published, nobody subscribes or joins
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

/* authorize holds back the first publication until it is told, and the rest of the lane with it */
$server = TestServer::start('
    $go = false;
    $server->channels("/channels", function ($conn, $action, $channel, $data) use (&$go) {
        echo "asked $action $channel\n";
        while (!$go && $data === "wait") {
            delay(0.005);
        }
        return true;
    }, ["subscribe" => null, "namespaces" => ["open:" => ["subscribe" => true, "presence" => true]]]);
    $server->channels("/free", options: ["publish" => true]);
    $server->http("POST", "/go", function () use (&$go) { $go = true; });
    $server->http("POST", "/publish", fn () => array_map(fn ($c) => $server->publish($c, "after"),
        ["a", "open:a", "open:b"]));
    $server->http("GET", "/count", fn () => [count($server->channel("open:a")), count($server->channel("a")),
        count($server->presence("open:b")), count($server->channel("open:b"))]);
    $server->http("GET", "/open", fn () => [count(iterator_to_array($server->connections("/channels")))]);
');
$listener = new ChannelClient($server, '/free');
$listener->ask('{"action":"subscribe","channel":"heard"}');

$client = new ChannelClient($server);
$client->say('{"action":"publish","channel":"heard","message":"wait"}');
$client->say('{"action":"publish","channel":"heard","message":"second"}');
$client->say('{"action":"subscribe","channel":"a","id":1}');
$client->say('{"action":"subscribe","channel":"open:a"}');
$client->say('{"action":"join","channel":"open:b","member":{"id":1}}');
$client->say('{"action":"history","channel":"open:a"}');
$server->await('/asked publish/');
$client->ws->socket->abort();
while ($server->http('GET', '/open')->body !== '[0]') {
}
$server->http('POST', '/go');
echo $listener->next()['data'], ' ', $listener->next()['data'], "\n";
$server->await('/asked subscribe a/');
echo $server->http('GET', '/count')->body, "\n";
echo $server->http('POST', '/publish')->body, "\n";

/* the same for a client that closes in order at once */
$client = new ChannelClient($server);
$client->say('{"action":"publish","channel":"heard","message":"last words"}');
echo $client->ws->close(), ' ', $listener->next()['data'], "\n";
$server->stop();
?>
--EXPECT--
wait second
[0,0,0,0]
[0,0,0]
1000 last words
