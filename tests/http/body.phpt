--TEST--
Request::body(): the bytes as they were sent, of any length
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("POST", "/", fn (Request $r) => strlen($r->body()) . " " . md5($r->body()));
    $server->http("POST", "/form", function (Request $r) { parse_str($r->body(), $form); return $form; });
');
foreach (['', "\0\xff\r\n\r\n", str_repeat('x', 70000), random_bytes(2000000)] as $body) {
    $answer = $server->http('POST', '/', ['Content-Length' => strlen($body)], $body);
    var_dump($answer->body === strlen($body) . ' ' . md5($body));
}
echo $server->http('POST', '/form', ['Content-Type' => 'application/x-www-form-urlencoded'], 'a=1&b[]=x+y&b[]=%C3%A9')->body, "\n";
/* in two pieces, the second together with the next request */
$client = new HttpClient($server->port);
$client->socket->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
var_dump($client->socket->isSilent(0.05));
$client->socket->send("defPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
var_dump($client->answer()->body === '6 ' . md5('abcdef'), $client->answer()->body === '1 ' . md5('x'));
$server->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
{"a":"1","b":["x y","\u00e9"]}
bool(true)
bool(true)
bool(true)
