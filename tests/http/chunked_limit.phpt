--TEST--
limits.body holds for chunked bodies: 413 as soon as more is announced, and what is allowed is taken
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';

require __DIR__ . '/../inc/load.inc';

$server = TestServer::start('$server->http("POST", "/", fn (Request $r) => (string) strlen($r->body()));', '["limits" => ["body" => 100000]]');
$head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
$client = new HttpClient($server->port);
$client->socket->send($head . "186a0\r\n" . str_repeat('x', 100000) . "\r\n0\r\n\r\n");
Checks::is('as much as is allowed', '100000', $client->answer()?->body);
$client->socket->send($head . str_repeat("3e8\r\n" . str_repeat('x', 1000) . "\r\n", 100) . "0\r\n\r\n");
Checks::is('the same in pieces', '100000', $client->answer()?->body);
/* nothing of the chunk has been sent, nor has its line ended */
foreach (['186a1', 'ffffffff', 'fffffffffffffff', 'ffffffffffffffffffffffff', "186a0\r\n" . str_repeat('x', 100000) . "\r\n1"] as $i => $chunks) {
    $client = new HttpClient($server->port);
    $client->socket->send($head . $chunks);
    $answer = $client->answer();
    Checks::is("case $i", [413, 'close'], [$answer?->status, $answer?->headers['connection'] ?? null]);
    Checks::is("case $i, the end", '', $client->socket->rest());
}
/* extensions and trailers are bounded, too */
foreach (["1;" . str_repeat('e', 9000), "0\r\nT: " . str_repeat('t', 9000), str_repeat("1;" . str_repeat('e', 100) . "\r\nx\r\n", 100)] as $i => $chunks) {
    $client = new HttpClient($server->port);
    $client->socket->send($head . $chunks);
    Checks::is("noise $i", 400, $client->answer()?->status);
}
/* thousands of the smallest chunks */
$before = peakMemory($server->pid);
$client = new HttpClient($server->port);
$client->socket->send($head . str_repeat("1\r\nx\r\n", 100000) . "0\r\n\r\n");
Checks::is('the smallest chunks', '100000', $client->answer()?->body);
$grown = peakMemory($server->pid) - $before;
Checks::true('memory', $grown < memoryBound(4), $grown);
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
17 checks, 0 failed
