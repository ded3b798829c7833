--TEST--
OPTIONS without CORS: the methods of a path, unless a route takes it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/a", fn () => "a");
    $server->http(["POST", "PUT"], "/a", fn () => "a");
    $server->http("OPTIONS", "/own", fn () => new Response("own", headers: ["Allow" => "MINE"]));
    $server->http("GET", "/own", fn () => "get");
    $server->http("*", "/any", fn (Request $r) => $r->method);
    $server->files("/files", ' . var_export(__DIR__, true) . ');
');
foreach (['/a', '/own', '/any', '/files/x', '/none', '*'] as $target) {
    $answer = $server->http('OPTIONS', $target, ['Origin' => 'https://a.org', 'Access-Control-Request-Method' => 'GET']);
    echo "$target $answer->status ", $answer->headers['allow'] ?? '-', ' ', trim($answer->body), "\n";
}
$answer = $server->http('DELETE', '/a');
echo "$answer->status ", $answer->headers['allow'], "\n";
/* on a connection that is kept */
$client = new HttpClient($server->port);
$client->send('OPTIONS', '*');
$client->send('GET', '/a');
echo $client->answer()->status, $client->answer()->body, "\n";
unset($client);
$server->stop();
?>
--EXPECT--
/a 204 GET, HEAD, POST, PUT, OPTIONS 
/own 200 MINE own
/any 200 - OPTIONS
/files/x 204 GET, HEAD, OPTIONS 
/none 404 - 404 Not Found
* 204 - 
405 GET, HEAD, POST, PUT, OPTIONS
204a
