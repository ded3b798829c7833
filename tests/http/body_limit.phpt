--TEST--
limits.body: more is 413, before it is read
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("POST", "/", fn (Request $r) => (string) strlen($r->body()));', '["limits" => ["body" => 1000]]');
echo $server->http('POST', '/', [], str_repeat('x', 1000))->body, "\n";
$client = new HttpClient($server->port);
$client->send('POST', '/', ['Content-Length' => 1001]);
$answer = $client->answer();
echo "$answer->status {$answer->headers['connection']}\n";
var_dump($client->socket->rest());
unset($client);
$server->stop();
?>
--EXPECT--
1000
413 close
string(0) ""
