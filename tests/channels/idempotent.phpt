--TEST--
A publication with a key or id that the channel knows is not made again, whoever repeats it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels(options: ["publish" => true]);
    $server->http("POST", "/publish", fn ($r) => [$server->channel("c")->publish("server", id: $r->body())]);
');
$client = new ChannelClient($server);
$listener = new ChannelClient($server);
$listener->ask('{"action":"subscribe","channel":"c"}');
$publish = fn (string $channel, string $key) => $client->ask(['action' => 'publish', 'channel' => $channel, 'message' => "m$key", 'key' => $key, 'id' => 1]);
$first = $publish('c', 'a');
$again = $publish('c', 'a');
var_dump(isset($first['duplicate']), $again['duplicate'], $again['position'] === $first['position']);
$other = new ChannelClient($server);
echo json_encode($other->ask('{"action":"publish","channel":"c","message":1,"key":"a","id":2}')['duplicate'] ?? null), "\n";
echo json_encode($publish('d', 'a')['duplicate'] ?? null), json_encode($publish('c', 'A')['duplicate'] ?? null), "\n";
echo $server->http('POST', '/publish', [], 'a')->body, $server->http('POST', '/publish', [], 'b')->body, $server->http('POST', '/publish', [], 'b')->body, "\n";
echo json_encode($publish('c', 'b')['duplicate'] ?? null), "\n";
/* without an answer too */
$client->say('{"action":"publish","channel":"c","message":"x","key":"e"}');
$client->say('{"action":"publish","channel":"c","message":"x","key":"e"}');
$client->settle();
echo implode(' ', array_column($listener->settle(), 'data')), "\n";
$server->stop();
?>
--EXPECT--
bool(false)
bool(true)
bool(true)
true
nullnull
[0][1][0]
true
ma mA server x
