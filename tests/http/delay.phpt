--TEST--
A route that suspends is answered later; others are answered meanwhile
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $go = false;
    $server->http("GET", "/wait", function () use (&$go) { while (!$go) { delay(0.005); } return "waited"; });
    $server->http("GET", "/go", function () use (&$go) { $go = true; return "go"; });
    $server->http("GET", "/other", fn () => "other");
');
$waiting = [];
for ($i = 0; $i < 20; $i++) {
    $waiting[$i] = new HttpClient($server->port);
    $waiting[$i]->send('GET', '/wait');
}
echo $server->http('GET', '/other')->body, "\n";
var_dump($waiting[0]->socket->isSilent(0.05));
echo $server->http('GET', '/go')->body, "\n";
echo count(array_filter($waiting, fn ($client) => $client->answer()->body === 'waited')), "\n";
$server->stop();
?>
--EXPECT--
other
bool(true)
go
20
