--TEST--
Connection: close: what is sent after it is not answered
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("GET", "/{n}", fn (Request $r) => $r->params["n"]);');
$client = new HttpClient($server->port);
$client->socket->send("GET /1 HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
$answer = $client->answer();
echo "$answer->body {$answer->headers['connection']}\n";
var_dump($client->socket->rest());
unset($client);
$server->stop();
?>
--EXPECT--
1 close
string(0) ""
