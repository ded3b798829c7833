--TEST--
history: [size, seconds]: what is older is gone, and a client is told so
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels(options: ["publish" => true, "namespaces" => ["short:" => ["history" => [10, 0.2]], "long:" => ["history" => [10, 60]]]]);
');
$client = new ChannelClient($server);
$history = fn (string $channel, array $more = []) => $client->ask(['action' => 'history', 'channel' => $channel] + $more);
$start = $history('short:a')['position'];
foreach (['short:a', 'long:a'] as $channel) {
    $client->ask(['action' => 'publish', 'channel' => $channel, 'message' => 1, 'id' => 1]);
}
$end = microtime(true) + 10;
while (($answer = $history('short:a'))['publications'] !== [] && microtime(true) < $end) {
}
echo json_encode($answer['publications']), count($history('long:a')['publications']), "\n";
var_dump($history('short:a', ['since' => $start])['recovered'], $history('long:a', ['since' => $start])['recovered'],
    $history('short:a', ['since' => $answer['position']])['recovered']);
$server->stop();
?>
--EXPECT--
[]1
bool(false)
bool(true)
bool(true)
