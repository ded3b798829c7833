--TEST--
{name...} at the end of a path takes all that is left, for WebSockets and HTTP
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/feed/{what...}", onOpen: fn (Connection $c, Request $r) => $c->send(json_encode($r->params)));
    $server->http("GET", "/docs/{version}/{page...}", fn (Request $r) => $r->params);
    $server->http("GET", "/docs/{version}/index", fn (Request $r) => "index");
');
foreach (['/feed', '/feed/', '/feed/a', '/feed/a%20b/c%2fd/'] as $path) {
    echo $server->ws($path)->message(), "\n";
}
foreach (['/docs/1', '/docs/1/', '/docs/1/a/b', '/docs'] as $path) {
    $answer = $server->http('GET', $path);
    echo $answer->status, ' ', trim($answer->body), "\n";
}
$server->stop();
?>
--EXPECT--
{"what":""}
{"what":""}
{"what":"a"}
{"what":"a b\/c\/d\/"}
200 {"version":"1","page":""}
200 {"version":"1","page":""}
200 {"version":"1","page":"a\/b"}
404 404 Not Found
