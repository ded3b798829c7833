--TEST--
a chunked body may come in pieces, with extensions and trailers, and the connection is kept
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("POST", "/", fn (Request $r) => $r->body());
    $server->http("GET", "/", fn () => "next");
    $server->ws("/echo", onMessage: fn (Connection $c, string $m) => $c->send($m));
');
$other = $server->ws('/echo');
$barrier = function () use ($other): void {
    $other->text('x');
    $other->message();
};
$client = new HttpClient($server->port);
$request = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: Digest\r\n\r\n"
    . "5;name=value;other=\"a;b\"\r\nhello\r\n1\r\n \r\n00005\r\nthere\r\nA;x\r\n, and again\r\n0;last\r\nDigest: none\r\nX: y\r\n\r\n";
$request = str_replace("A;x\r\n, and again\r\n", "B;x\r\n, and again\r\n", $request);
/* every cut of it, on one connection */
for ($cut = 1; $cut < strlen($request); $cut += 3) {
    $client->socket->send(substr($request, 0, $cut));
    $barrier();
    $client->socket->send(substr($request, $cut));
    Checks::is("cut at $cut", 'hello there, and again', $client->answer()?->body);
}
/* byte by byte */
foreach (str_split($request) as $byte) {
    $client->socket->send($byte);
    $barrier();
}
Checks::is('byte by byte', 'hello there, and again', $client->answer()?->body);
/* in one write with what follows, which may begin in the same read */
for ($i = 0; $i < 20; $i++) {
    $client->socket->send($request . "GET / HTTP/1.1\r\nHost: a\r\n\r\n" . $request . "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    foreach (['hello there, and again', 'next', 'hello there, and again', 'abc'] as $body) {
        Checks::is("behind each other, $i", $body, $client->answer()?->body);
    }
}
/* a large one, in chunks larger and smaller than a read */
foreach ([1, 7, 1000, 65536, 100000] as $size) {
    $body = random_bytes($size === 1 ? 5000 : 300000);
    $chunks = implode(array_map(fn ($piece) => sprintf("%x\r\n%s\r\n", strlen($piece), $piece), str_split($body, $size)));
    $client->socket->send("POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: Chunked\r\n\r\n{$chunks}0\r\n\r\n");
    Checks::is("chunks of $size", md5($body), md5((string) $client->answer()?->body));
}
/* a client that says it will hang up is answered, and the connection ended */
$client->socket->send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
Checks::is('close', 'x', $client->answer()?->body);
Checks::is('the end', '', $client->socket->rest());
unset($client, $other, $barrier);
$server->stop();
Checks::done();
?>
--EXPECT--
146 checks, 0 failed
