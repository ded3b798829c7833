--TEST--
rate of a namespace: so many publications of one client to its channels, and no more; other channels and clients do not count
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels("/channels", options: ["publish" => true, "namespaces" => [
        "chat:" => ["rate" => [3, 3600]], "drop:" => ["rate" => ["messages" => 1, "per" => 3600, "answer" => "drop"]],
        "close:" => ["rate" => ["messages" => 1, "per" => 3600, "answer" => "close"]]]]);
    try {
        $server->channel("chat:x")->options(["rate" => "often"]);
    } catch (Rtws\InvalidOption $e) {
        echo $e->getMessage(), "\n";
    }
');
echo preg_replace('/^ready.*\n/m', '', $server->out);
$client = new ChannelClient($server);
$other = new ChannelClient($server);
$publish = fn (ChannelClient $who, string $channel, int $id) => $who->ask(['action' => 'publish', 'channel' => $channel, 'message' => 1, 'id' => $id]);
for ($i = 1; $i <= 4; $i++) {
    $answer = $publish($client, $i % 2 ? 'chat:a' : 'chat:b', $i);
    echo $answer['type'], ' ', $answer['id'], ' ', $answer['code'] ?? '', "\n";
}
echo $publish($other, 'chat:a', 5)['type'], ' ', $publish($client, 'free', 6)['type'], "\n";
$client->say('{"action":"publish","channel":"chat:a","message":1}');
echo $client->raw(), "\n";
echo $publish($client, 'drop:a', 7)['type'], "\n";
$client->say('{"action":"publish","channel":"drop:a","message":1,"id":8}');
echo count($client->settle()), "\n";
$client->say('{"action":"publish","channel":"close:a","message":1}');
$client->say('{"action":"publish","channel":"close:a","message":1}');
echo $client->ws->closeCode(), "\n";
$server->stop();
?>
--EXPECT--
Option "rate" must be false, [messages, seconds] or an array of options, "often" given
published 1 
published 2 
published 3 
error 4 RATE_LIMITED
published published
{"type":"error","code":"RATE_LIMITED","message":"Too many messages. Please slow down."}
published
0
1008
