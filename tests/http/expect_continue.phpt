--TEST--
Expect: 100-continue is answered before the body is sent, and not when it is there already
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("POST", "/", fn (Request $r) => $r->body());', '["limits" => ["body" => 1000]]');
$client = new HttpClient($server->port);
$client->send('POST', '/', ['Expect' => '100-continue', 'Content-Length' => 5]);
echo $client->socket->until("\r\n\r\n");
$client->socket->send('hello');
$answer = $client->answer();
echo "$answer->status $answer->body\n";
$client->send('POST', '/', ['Expect' => '100-Continue'], 'there');
$answer = $client->answer();
echo "$answer->status $answer->body\n";
$client->send('POST', '/', ['Expect' => '100-continue', 'Content-Length' => 1001]);
echo $client->answer()->status, "\n";
unset($client);
$server->stop();
?>
--EXPECT--
HTTP/1.1 100 Continue

200 hello
200 there
413
