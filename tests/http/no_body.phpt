--TEST--
204 and 304 have neither body nor Content-Length
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/{status}", fn (Request $r) => new Response("must not be sent", (int) $r->params["status"]));
    $server->http("GET", "/int/{status}", fn (Request $r) => (int) $r->params["status"]);
');
$client = new HttpClient($server->port);
foreach (['/204', '/304', '/int/204', '/int/304'] as $path) {
    $client->send('GET', $path);
    $answer = $client->answer();
    echo $answer->status, ' ', $answer->headers['content-length'] ?? 'none', "\n";
}
$client->send('GET', '/200');
$answer = $client->answer();
echo "$answer->status $answer->body\n";
$server->stop();
?>
--EXPECT--
204 none
304 none
204 none
304 none
200 must not be sent
