--TEST--
stop(): from an HTTP route, whose answer still arrives; idle and half requests just end
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("GET", "/stop", function () use ($server) { $server->stop(); delay(0.02); return str_repeat("x", 1000000); });');
$idle = new HttpClient($server->port);
$idle->send('GET', '/none');
$idle->answer();
$half = new HttpClient($server->port);
$half->socket->send("GET /none HTTP/1.1\r\n");
$answer = $server->http('GET', '/stop');
echo "$answer->status ", strlen($answer->body), " {$answer->headers['connection']}\n";
var_dump($idle->socket->rest(), $half->socket->rest());
unset($idle, $half);
var_dump($server->wait());
?>
--EXPECT--
200 1000000 close
string(0) ""
string(0) ""
int(0)
