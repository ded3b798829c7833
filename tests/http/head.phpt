--TEST--
HEAD: what GET would say, without the body
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/", fn (Request $r) => new Response("hello $r->method", 200, ["X-A" => "b"]));
    $server->http("POST", "/post", fn () => "x");
');
$client = new HttpClient($server->port);
$client->send('HEAD', '/');
$answer = $client->answer(false);
echo "$answer->status {$answer->headers['content-length']} {$answer->headers['x-a']} {$answer->headers['content-type']}\n";
$client->send('GET', '/');
echo $client->answer()->body, "\n";
$client->send('HEAD', '/none');
$answer = $client->answer(false);
echo "$answer->status {$answer->headers['content-length']}\n";
$client->send('HEAD', '/post');
echo $client->answer(false)->status, "\n";
var_dump($client->socket->isSilent(0.05));
$server->stop();
?>
--EXPECT--
200 10 b text/html; charset=utf-8
hello GET
404 14
405
bool(true)
