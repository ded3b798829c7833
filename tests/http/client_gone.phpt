--TEST--
A client that goes before its answer does no harm, and its handler runs to the end
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/{n}", function (Request $r) { delay(0.05); echo "end {$r->params["n"]}\n"; return str_repeat("x", 3000000); });
    $server->http("GET", "/", fn () => [$server->stats()["sockets"], $server->stats()["requests_pending"]]);
');
$client = new HttpClient($server->port);
$client->send('GET', '/closed');
$client->socket->close();
$client = new HttpClient($server->port);
$client->send('GET', '/finished');
$client->socket->finish();
$answer = $client->answer();
echo $answer->status, ' ', strlen($answer->body), "\n";
$client = new HttpClient($server->port);
$client->send('GET', '/half');
$client->socket->bytes(1000);
$client->socket->close();
var_dump($server->await('/^end closed/m'), $server->await('/^end finished/m'), $server->await('/^end half/m'));
$end = microtime(true) + 5;
do {
    $body = $server->http('GET', '/')->body;
} while ($body !== '[1,1]' && microtime(true) < $end);
echo $body, "\n";
$server->stop();
?>
--EXPECT--
200 3000000
bool(true)
bool(true)
bool(true)
[1,1]
