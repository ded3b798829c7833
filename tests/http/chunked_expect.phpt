--TEST--
Expect: 100-continue with a chunked body is answered before the body comes, and not when it is there already
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("POST", "/", fn (Request $r) => $r->body());', '["limits" => ["body" => 1000]]');
$client = new HttpClient($server->port);
$head = ['Expect' => '100-continue', 'Transfer-Encoding' => 'chunked'];
for ($i = 0; $i < 2; $i++) {
    $client->send('POST', '/', $head);
    Checks::is('go on', "HTTP/1.1 100 Continue\r\n\r\n", $client->socket->until("\r\n\r\n"));
    $client->socket->send("5\r\nhello\r\n0\r\n\r\n");
    Checks::is('the answer', 'hello', $client->answer()?->body);
}
$client = new HttpClient($server->port);
$client->socket->send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nthere\r\n0\r\n\r\n");
$answer = $client->answer();
Checks::is('not asked', [200, 'there'], [$answer?->status, $answer?->body]);
/* what is refused for its head needs no body */
foreach (["Transfer-Encoding: gzip, chunked" => 501, "Transfer-Encoding: chunked\r\nContent-Length: 5" => 400] as $headers => $status) {
    $client = new HttpClient($server->port);
    $client->socket->send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n$headers\r\n\r\n");
    Checks::is($headers, $status, $client->answer()?->status);
}
/* too much, after it was told to go on */
$client = new HttpClient($server->port);
$client->send('POST', '/', $head);
$client->socket->until("\r\n\r\n");
$client->socket->send("3e9\r\n");
Checks::is('too much', 413, $client->answer()?->status);
Checks::is('the end', '', $client->socket->rest());
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
9 checks, 0 failed
