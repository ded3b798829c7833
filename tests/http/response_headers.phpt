--TEST--
Response: headers are sent as given, a list makes several of one name
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/", fn () => new Response("ok", 200, ["X-One" => "1", "x-two" => 2, "Set-Cookie" => ["a=1; Path=/", "b=2"],
        "X-Empty" => "", "X-None" => [], "X-Tab" => "a\tb", "X-Utf8" => "é"]));
');
$answer = $server->http('GET', '/');
echo preg_replace('/^Date: .*\r\n/m', '', $answer->head);
$server->stop();
?>
--EXPECT--
HTTP/1.1 200 OK
X-One: 1
x-two: 2
Set-Cookie: a=1; Path=/
Set-Cookie: b=2
X-Empty: 
X-Tab: a	b
X-Utf8: é
Content-Type: text/html; charset=utf-8
Content-Length: 2
Connection: close
