--TEST--
Malformed requests are refused, and the connection ends
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("*", "/", fn () => "served");', '["limits" => ["header" => 2000]]');
$requests = ["GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", "GET x HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "GET /\r\n\r\n",
    "GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nA b: c\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx", "GET / HTTP/1.1\r\nHost: a\r\nA: " . str_repeat('x', 2000) . "\r\n\r\n",
    'GET /' . str_repeat('x', 2000) . " HTTP/1.1\r\nHost: a\r\n\r\n"];
foreach ($requests as $request) {
    $client = new HttpClient($server->port);
    $client->socket->send($request . "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    $answer = $client->answer();
    echo $answer->status, $client->socket->rest() === '' ? '' : ' and more', "\n";
}
echo $server->http('GET', '/')->body, "\n";
unset($client);
$server->stop();
?>
--EXPECT--
400
400
400
400
400
505
400
400
400
400
400
400
400
431
414
served
