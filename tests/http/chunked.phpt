--TEST--
A chunked request body is put together; what is in it is never taken for a request
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("POST", "/", fn (Request $r) => strlen($r->body()) . " " . md5($r->body()) . " " . var_export($r->header("content-length"), true));
    $server->http("GET", "/", function () { echo "smuggled\n"; return "smuggled"; });
');
$head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
$inner = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
$large = random_bytes(300000);
$bodies = [
    ["0\r\n\r\n", ''],
    ["5\r\nhello\r\n6;ext=\"1\"\r\n world\r\n0\r\nTrailer: x\r\n\r\n", 'hello world'],
    [sprintf("%X\r\n%s\r\n0\r\n\r\n", strlen($inner), $inner), $inner],
    [implode(array_map(fn ($piece) => sprintf("%x\r\n%s\r\n", strlen($piece), $piece), str_split($large, 7777))) . "0\r\n\r\n", $large],
];
$client = new HttpClient($server->port);
foreach ($bodies as [$chunks, $body]) {
    $client->socket->send($head . $chunks);
    var_dump($client->answer()->body === strlen($body) . ' ' . md5($body) . ' NULL');
}
/* byte by byte, and two in one write */
foreach (str_split($head . $bodies[1][0]) as $byte) {
    $client->socket->send($byte);
}
$client->socket->send($head . $bodies[1][0] . $head . $bodies[2][0]);
foreach ([1, 1, 2] as $i) {
    var_dump(str_starts_with($client->answer()->body, strlen($bodies[$i][1]) . ' ' . md5($bodies[$i][1])));
}
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
