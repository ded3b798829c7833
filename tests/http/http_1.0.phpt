--TEST--
HTTP/1.0: the connection ends after the answer, unless keep-alive was asked for
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("GET", "/", fn () => "hi");');
$client = new HttpClient($server->port);
$client->socket->send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
$answer = $client->answer();
echo "$answer->body {$answer->headers['connection']}\n";
$client->socket->send("GET / HTTP/1.0\r\n\r\n");
$answer = $client->answer();
echo "$answer->body {$answer->headers['connection']}\n";
var_dump($client->socket->rest());
unset($client);
$server->stop();
?>
--EXPECT--
hi keep-alive
hi close
string(0) ""
