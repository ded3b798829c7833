--TEST--
Keep-alive: many requests on one connection, until one says close
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("GET", "/{n}", fn (Request $r) => $r->params["n"]);');
$client = new HttpClient($server->port);
$got = '';
for ($i = 0; $i < 50; $i++) {
    $client->send('GET', "/$i");
    $got .= $client->answer()->body;
}
var_dump($got === implode(range(0, 49)));
$client->send('GET', '/last', ['Connection' => 'close']);
$answer = $client->answer();
var_dump($answer->body, $answer->headers['connection'], $client->socket->rest());
unset($client);
$server->stop();
?>
--EXPECT--
bool(true)
string(4) "last"
string(5) "close"
string(0) ""
