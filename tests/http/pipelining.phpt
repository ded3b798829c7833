--TEST--
Pipelining: ten requests in one write are answered in their order, although the first take longest
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/{n}", function (Request $r) { delay((9 - $r->params["n"]) * 0.01); return "answer {$r->params["n"]}"; });
    $server->http("POST", "/{n}", fn (Request $r) => $r->body());
');
$client = new HttpClient($server->port);
$all = '';
for ($i = 0; $i < 10; $i++) {
    $all .= $i === 5 ? "POST /5 HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nanswer 5" : "GET /$i HTTP/1.1\r\nHost: a\r\n\r\n";
}
$client->socket->send($all);
for ($i = 0; $i < 10; $i++) {
    $answer = $client->answer();
    echo $answer->body === "answer $i" ? '.' : "[$i: $answer->body]";
}
echo "\n";
/* byte by byte */
foreach (str_split("GET /9 HTTP/1.1\r\nHost: a\r\n\r\nGET /8 HTTP/1.1\r\nHost: a\r\n\r\n") as $byte) {
    $client->socket->send($byte);
}
echo $client->answer()->body, ', ', $client->answer()->body, "\n";
$server->stop();
?>
--EXPECT--
..........
answer 9, answer 8
