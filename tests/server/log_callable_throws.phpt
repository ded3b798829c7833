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
$client = new HttpClient($server->port);
$client->send('GET', '/ok');
var_dump($client->socket->fill(3));
$server->signal(SIGTERM_NUMBER);
var_dump($server->wait(3));
?>
--EXPECT--
bool(true)
bool(true)
int(0)
