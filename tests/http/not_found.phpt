--TEST--
404 for an unknown path, 405 with Allow for an unknown method
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/a", fn () => "");
    $server->http(["PUT", "delete"], "/a", fn (Request $r) => $r->method);
    $server->http("*", "/any", fn (Request $r) => $r->method);
    $server->http("POST", "/{x}/y", fn () => "");
    $server->ws("/ws", onOpen: fn () => 0);
');
foreach (['GET /none', 'POST /a', 'put /a', 'DELETE /a', 'OPTIONS /a', 'GET /a/y', 'GET /any', 'BREW /any', 'HEAD /any', 'GET /ws', 'POST /ws'] as $line) {
    [$method, $path] = explode(' ', $line);
    $answer = $server->http($method, $path);
    echo "$line: $answer->status ", $answer->headers['allow'] ?? '-', ' ', strtok($answer->body, "\n"), "\n";
}
$server->stop();
?>
--EXPECT--
GET /none: 404 - 404 Not Found
POST /a: 405 GET, HEAD, PUT, DELETE, OPTIONS 405 Method Not Allowed
put /a: 405 GET, HEAD, PUT, DELETE, OPTIONS 405 Method Not Allowed
DELETE /a: 200 - DELETE
OPTIONS /a: 204 GET, HEAD, PUT, DELETE, OPTIONS 
GET /a/y: 405 POST, OPTIONS 405 Method Not Allowed
GET /any: 200 - GET
BREW /any: 200 - BREW
HEAD /any: 200 - 
GET /ws: 426 - 426 Upgrade Required: this is a WebSocket endpoint
POST /ws: 405 GET 405 Method Not Allowed: a WebSocket handshake is a GET request
