--TEST--
Request::json(): the body as arrays, or a JsonException
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("POST", "/", fn (Request $r) => [$r->json()]);
    $server->http("POST", "/caught", function (Request $r) {
        try { $r->json(); } catch (JsonException $e) { return new Response($e->getMessage(), 400); }
    });
');
foreach (['{"a":{"b":[1,2.5,null,true]}}', '"text"', ' 5 ', '[]', '{}'] as $body) {
    echo $server->http('POST', '/', [], $body)->body, "\n";
}
foreach (['{', '', "\"\xff\"", '{"a":1}x', str_repeat('[', 600)] as $body) {
    $answer = $server->http('POST', '/caught', [], $body);
    echo "$answer->status $answer->body\n";
}
echo $server->http('POST', '/', [], '{')->status, "\n";
var_dump($server->awaitLog('/uncaught in an HTTP route: JsonException: Syntax error( near location 1:2)? in /'));
$server->stop();
?>
--EXPECTF--
[{"a":{"b":[1,2.5,null,true]}}]
["text"]
[5]
[[]]
[[]]
400 Syntax error%S
400 Syntax error%S
400 Malformed UTF-8 characters, possibly incorrectly encoded%S
400 Syntax error%S
400 Maximum stack depth exceeded%S
500
bool(true)
