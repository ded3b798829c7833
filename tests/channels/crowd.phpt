--TEST--
A publication to 900 connections reaches each of them once, also those around one that closes meanwhile
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels("/channels", options: ["publish" => true]);
    $server->http("POST", "/publish", fn ($r) => [$server->publish("all", $r->body())]);
');
$many = getenv('RTWS_TEST_VALGRIND') ? 200 : 900;
$clients = [];
for ($i = 0; $i < $many; $i++) {
    $clients[$i] = new ChannelClient($server);
    $clients[$i]->say('{"action":"subscribe","channel":"all"}');
}
$faults = 0;
foreach ($clients as $client) {
    $faults += $client->next()['type'] !== 'subscribed';
}
echo $server->http('POST', '/publish', [], 'one')->body === "[$many]" ? 'all' : 'some', "\n";
/* a few go in all ways, in the middle */
foreach (range(100, 150) as $i) {
    match ($i % 3) {
        0 => $clients[$i]->ws->socket->abort(),
        1 => $clients[$i]->ws->close(),
        2 => $clients[$i]->say('{"action":"unsubscribe","channel":"all"}'),
    };
}
$server->http('POST', '/publish', [], 'two');
foreach ($clients as $i => $client) {
    $faults += ($i < 100 || $i > 150) && [$client->next()['data'] ?? null, $client->next()['data'] ?? null] !== ['one', 'two'];
}
echo "$faults faults\n";
$server->stop();
?>
--EXPECT--
all
0 faults
