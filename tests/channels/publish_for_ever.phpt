--TEST--
subscribe(): a handler that publishes to its own channel for ever keeps neither others waiting nor the server from stopping
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->subscribe("loop", fn (int $n) => $server->publish("loop", $n + 1));
    $server->http("GET", "/start", fn () => "started " . $server->publish("loop", 1));
    $server->ws("/", onMessage: fn (Connection $c, string $m) => $c->send($m));
');
$client = $server->ws();
echo $server->http('GET', '/start')->body, "\n";
for ($i = 0; $i < 3; $i++) {
    $client->text("echo $i");
    echo $client->message(), "\n";
}
$server->stop();
?>
--EXPECT--
started 0
echo 0
echo 1
echo 2
