--TEST--
malformed chunks are 400 at the first wrong byte, wherever the pieces are cut
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("POST", "/", fn (Request $r) => $r->body());
    $server->http("GET", "/", function () { echo "smuggled\n"; return "smuggled"; });
');
$head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
$next = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
$bad = ["\r\n", "\n", " 5\r\n", "5 \r\n", "+5\r\n", "-5\r\n", "0x5\r\n", "5h\r\n", "g\r\n", "5\nhello\n0\n\n", "5\rhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n",
    "5\r\nhello0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n", "5\r\nhello\r\n\r\n", "0\n\n", "0\r\n\n", "0\r\nT: x\n\r\n", "0\r\nT: x\rU: y\r\n\r\n", "5;a\x00b\r\n",
    "0\r\nT: \x01\r\n\r\n", "0000000000000005\r\nhello\r\n", "5\r\n\r\nhello\r\n0\r\n\r\n"];
foreach ($bad as $i => $chunks) {
    foreach (['in one' => [$head . $chunks . $next], 'behind the head' => [$head, $chunks . $next]] as $how => $pieces) {
        $client = new HttpClient($server->port);
        foreach ($pieces as $piece) {
            $client->socket->send($piece);
        }
        $answer = $client->answer();
        Checks::is("case $i, $how", [400, 'close'], [$answer?->status, $answer?->headers['connection'] ?? null]);
        Checks::is("case $i, $how, the end", '', $client->socket->rest());
    }
}
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
Checks::done();
?>
--EXPECT--
92 checks, 0 failed
