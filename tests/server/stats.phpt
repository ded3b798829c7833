--TEST--
stats() counts connections, refusals, messages and requests
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    echo json_encode(array_diff_key($server->stats(), ["fibers" => 0])), "\n";
    $server->ws("/", onMessage: function ($c, $m) { $c->send($m); $c->sendBinary($m); }, handshake: fn ($r) => !isset($r->query["no"]));
    $server->http("GET", "/stats", fn () => $server->stats());
    $server->on("stop", fn () => print $server->stats()["connections"] . " left\n");
');
$a = $server->ws();
$b = $server->ws();
$c = $server->ws();
$c->close();
$c->socket->rest();
echo $server->http('GET', '/?no', ['Upgrade' => 'websocket', 'Connection' => 'Upgrade', 'Sec-WebSocket-Key' => WsClient::KEY,
    'Sec-WebSocket-Version' => '13'])->status, "\n";
foreach ([$a, $a, $b] as $client) {
    $client->text('hi');
    $client->message();
    $client->message();
}
$stats = json_decode($server->http('GET', '/stats')->body, true);
foreach (['connections', 'opened', 'refused', 'messages_in', 'messages_out', 'sockets', 'accepted', 'turned_away', 'requests',
    'requests_pending', 'timed_out', 'messages_dropped'] as $name) {
    echo "$name {$stats[$name]}\n";
}
do {
    $uptime = json_decode($server->http('GET', '/stats')->body)->uptime;
} while ($uptime == 0 && microtime(true) < $_SERVER['REQUEST_TIME_FLOAT'] + 5);
var_dump($uptime > 0 && $uptime < 60, $stats['bytes_in'] > 500, $stats['bytes_out'] > 500);
var_dump(array_keys($stats['fibers']), $stats['fibers']['jobs'] >= 4, $stats['fibers']['live'] >= 1);
unset($a, $b, $c, $client);
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
403
connections 2
opened 3
refused 1
messages_in 3
messages_out 6
sockets 3
accepted 5
turned_away 0
requests 5
requests_pending 1
timed_out 0
messages_dropped 0
bool(true)
bool(true)
bool(true)
array(5) {
  [0]=>
  string(4) "live"
  [1]=>
  string(4) "idle"
  [2]=>
  string(7) "created"
  [3]=>
  string(7) "waiting"
  [4]=>
  string(4) "jobs"
}
bool(true)
bool(true)
{"uptime":0,"worker":0,"workers":1,"connections":0,"event_streams":0,"opened":0,"refused":0,"messages_in":0,"messages_limited":0,"messages_out":0,"sockets":0,"accepted":0,"turned_away":0,"requests":0,"requests_pending":0,"timed_out":0,"bytes_in":0,"bytes_out":0,"messages_dropped":0,"messages_conflated":0,"over_connections_per_ip":0,"over_rate_per_ip":0,"over_handshakes":0,"bad_proxy_headers":0,"send_memory":0,"send_memory_hits":0}
0 left
