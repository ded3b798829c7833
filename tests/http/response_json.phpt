--TEST--
Response::json(): status, headers and a Content-Type of one's own
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/attempt.inc';

$server = TestServer::start('
    $server->http("GET", "/a", fn () => Response::json("text", 201, ["X-A" => "b"]));
    $server->http("GET", "/b", fn () => Response::json(null, 200, ["content-type" => "application/problem+json"]));
');
$answer = $server->http('GET', '/a');
echo "$answer->status {$answer->headers['content-type']} {$answer->headers['x-a']} $answer->body\n";
$answer = $server->http('GET', '/b');
echo "$answer->status {$answer->headers['content-type']} $answer->body\n";
$server->stop();
attempt(fn () => Rtws\Response::json("\xff"));
?>
--EXPECT--
201 application/json b "text"
200 application/problem+json null
JsonException: Cannot send as JSON: Malformed UTF-8 characters, possibly incorrectly encoded
