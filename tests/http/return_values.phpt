--TEST--
http(): what a handler returns becomes the answer
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    class Point implements JsonSerializable { public function jsonSerialize(): mixed { return ["x" => 1]; } }
    $values = ["array" => ["a" => [1, "é"]], "list" => [1, 2], "empty" => [], "json" => new Point, "string" => "<p>é",
        "none" => "", "int" => 404, "created" => 201, "response" => new Response("plain", 418, ["Content-Type" => "text/x"]),
        "bare" => new Response("b"), "null" => null];
    foreach ($values as $name => $value) {
        $server->http("GET", "/$name", fn () => $value);
    }
    $server->http("GET", "/void", function () {});
');
foreach (['array', 'list', 'empty', 'json', 'string', 'none', 'int', 'created', 'response', 'bare', 'null', 'void'] as $name) {
    $answer = $server->http('GET', "/$name");
    echo "$name: $answer->status ", $answer->headers['content-type'] ?? '-', ' ', json_encode($answer->body, JSON_UNESCAPED_UNICODE), "\n";
}
$server->stop();
?>
--EXPECT--
array: 200 application/json "{\"a\":[1,\"\\u00e9\"]}"
list: 200 application/json "[1,2]"
empty: 200 application/json "[]"
json: 200 application/json "{\"x\":1}"
string: 200 text/html; charset=utf-8 "<p>é"
none: 200 text/html; charset=utf-8 ""
int: 404 text/plain; charset=utf-8 "404 Not Found\n"
created: 201 text/plain; charset=utf-8 "201 Created\n"
response: 418 text/x "plain"
bare: 200 text/html; charset=utf-8 "b"
null: 204 - ""
void: 204 - ""
