--TEST--
A client that floods a suspended handler is slowed down, not collected in memory
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $go = false; $got = 0;
    $server->ws("/", onMessage: function ($c, $m) use (&$go, &$got) { while (!$go) { delay(0.01); } $got++; if ($m === "end") { $c->send("$got"); } });
    $server->http("GET", "/memory", function () { return (string) memory_get_usage(); });
    $server->http("GET", "/go", function () use (&$go) { $go = true; return ""; });
');
$before = (int) $server->http('GET', '/memory')->body;
$client = $server->ws();
$bytes = str_repeat(WsClient::frame(WsClient::TEXT, str_repeat('x', 1000)), 1000);
$sent = 0;
$at = 0;
/* 200 MB, or until nothing is taken for a second */
while ($sent < 200e6) {
    $n = @fwrite($client->socket->stream, substr($bytes, $at, 65536));
    if (!$n) {
        $read = $except = null;
        $write = [$client->socket->stream];
        if (!stream_select($read, $write, $except, 1)) {
            break;
        }
        continue;
    }
    $sent += $n;
    $at = ($at + $n) % strlen($bytes);
}
var_dump($sent < 100e6);
$grown = (int) $server->http('GET', '/memory')->body - $before;
echo $grown < 4e6 ? "fine\n" : "grown by $grown\n";
$server->http('GET', '/go');
$rest = $at % 1008;
$client->socket->send(($rest ? substr($bytes, $rest, 1008 - $rest) : '') . WsClient::frame(WsClient::TEXT, 'end'));
var_dump((int) $client->message() === (int) ceil($sent / 1008) + 1);
unset($client);
$server->stop();
?>
--EXPECT--
bool(true)
fine
bool(true)
