--TEST--
heartbeat: pings come at the interval, who answers lives, and latency() tells how long it took
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    class Pongs {
        public function onMessage(Connection $c, string $m) { $m === "latency" ? $c->send([$c->latency()]) : var_dump($c->ping($m)); }
        public function onPong(Connection $c, string $payload) { echo "pong $payload\n"; }
        public function onClose(Connection $c, int $code, string $reason) { echo "end x $code $reason\n"; }
    }
    $server->ws("/", new Pongs());
    $server->ws("/quiet", options: ["heartbeat" => false]);
', '["heartbeat" => ["interval" => 0.2, "timeout" => 0.2]]');
$quiet = $server->ws('/quiet');
$client = $server->ws();
$client->text('latency');
Checks::is('latency before', '[null]', $client->message());
$last = microtime(true);
for ($i = 0; $i < 6; $i++) {
    $ping = $client->read();
    $gap = microtime(true) - $last;
    $last = microtime(true);
    Checks::is("ping $i", [WsClient::PING, ''], [$ping?->opcode, $ping?->payload]);
    /* 50 ms is how exact the wheel of deadlines is */
    Checks::true("gap $i", $gap > 0.12 && $gap < patience(0.6), $gap);
    $client->send(WsClient::PONG, $ping->payload ?? '');
}
$client->text('latency');
$latency = json_decode((string) $client->message())[0] ?? null;
Checks::true('latency', is_float($latency) && $latency > 0 && $latency < patience(0.2), $latency);
/* a ping of its own carries its payload there and back */
$client->text('payload');
while (($frame = $client->read()) !== null && $frame->payload !== 'payload') {
    $client->send(WsClient::PONG, $frame->payload);
}
Checks::is('own ping', WsClient::PING, $frame?->opcode);
$client->send(WsClient::PONG, $frame->payload ?? '');
Checks::true('onPong', $server->await('/^pong payload$/m'));
Checks::is('close', 1000, $client->close());
Checks::is('the end', '1000', ending($server, 'x'));
Checks::true('onPong for each', substr_count($server->out, "pong \n") >= 6);
Checks::true('no pings without heartbeat', $quiet->socket->isSilent(0.01));
unset($quiet, $client);
$server->stop();
Checks::done();
?>
--EXPECT--
20 checks, 0 failed
