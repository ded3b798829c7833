--TEST--
A malformed or too large chunked body, and another coding, is refused, and the connection ends
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("POST", "/", fn (Request $r) => $r->body());
    $server->http("GET", "/", function () { echo "smuggled\n"; return "smuggled"; });
', '["limits" => ["body" => 1000]]');
$next = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
$requests = [
    ['Transfer-Encoding: chunked', "x\r\n"], ['Transfer-Encoding: chunked', "\r\n"], ['Transfer-Encoding: chunked', "-1\r\n"],
    ['Transfer-Encoding: chunked', "0x5\r\nhello\r\n0\r\n\r\n"], ['Transfer-Encoding: chunked', "5\r\nhelloX0\r\n\r\n"], ['Transfer-Encoding: chunked', "5\nhello\n0\n\n"],
    ['Transfer-Encoding: chunked', "5 \r\nhello\r\n0\r\n\r\n"], ['Transfer-Encoding: chunked', "ffffffffffffffff\r\n"], ['Transfer-Encoding: chunked', "3e9\r\n"],
    ['Transfer-Encoding: chunked', "3e8\r\n" . str_repeat('x', 1000) . "\r\n1\r\nx"], ['Transfer-Encoding: gzip, chunked', "0\r\n\r\n"],
    ['Transfer-Encoding: chunked, gzip', "0\r\n\r\n"], ['Transfer-Encoding: identity', ''], ["Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"],
    ["Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"],
];
foreach ($requests as [$header, $body]) {
    $client = new HttpClient($server->port);
    $client->socket->send("POST / HTTP/1.1\r\nHost: a\r\n$header\r\n\r\n$body$next");
    echo $client->answer()?->status, $client->socket->rest() === '' ? '' : ' and more', ' ';
}
$client = new HttpClient($server->port);
$client->socket->send("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
echo $client->answer()?->status, "\n";
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
400 400 400 400 400 400 400 413 413 413 501 501 501 400 400 400
