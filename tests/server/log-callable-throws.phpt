--TEST--
The option log: a callable that throws does not stop the server
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/", fn () => throw new Exception("first"));
    $server->http("GET", "/ok", fn () => "alive");
    ', '["log" => fn () => throw new Exception("from the log")]');
$client = new HttpClient($server->port);
$client->send('GET', '/');
var_dump($client->socket->fill(3));
var_dump($server->http('GET', '/ok')->body);
$server->stop();
?>
--EXPECT--
bool(true)
string(5) "alive"
