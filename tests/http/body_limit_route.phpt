--TEST--
body: a route's own limit, decided before the body is read
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $length = fn (Request $r) => strlen($r->body());
    foreach (["/small/{x}" => 10, "/large" => 5000, "/none" => 0] as $path => $body) {
        $server->http("POST", $path, fn (Request $r) => [strlen($r->body())], ["body" => $body]);
    }
    $server->http("POST", "/default", fn (Request $r) => [strlen($r->body())]);
    $server->http("PUT", "/large", fn (Request $r) => [strlen($r->body())], ["body" => 5]);
', '["limits" => ["body" => 1000]]');
foreach ([
    ['POST', '/small/a', 10, 200], ['POST', '/small/a', 11, 413], ['POST', '/large', 5000, 200], ['POST', '/large', 5001, 413],
    ['PUT', '/large', 5, 200], ['PUT', '/large', 6, 413], ['POST', '/none', 0, 200], ['POST', '/none', 1, 413],
    ['POST', '/default', 1000, 200], ['POST', '/default', 1001, 413], ['POST', '/nowhere', 1000, 404], ['POST', '/nowhere', 1001, 413],
] as [$method, $path, $size, $status]) {
    $answer = $server->http($method, $path, ['Content-Length' => $size], str_repeat('x', $size));
    Checks::is("$method $path $size", $status, $answer->status);
    /* and in chunks */
    $client = new HttpClient($server->port);
    $client->send($method, $path, ['Transfer-Encoding' => 'chunked']);
    $client->socket->send(($size > 0 ? dechex($size) . "\r\n" . str_repeat('x', $size) . "\r\n" : '') . "0\r\n\r\n");
    $answer = $client->answer();
    Checks::is("$method $path $size in chunks", [$status, $status === 200 ? "[$size]" : false],
        [$answer->status, $status === 200 ? $answer->body : false]);
    unset($client);
}
/* refused instead of told to go on */
foreach (['/small/a' => ['413', 11], '/large' => ['100', 11]] as $path => [$status, $size]) {
    $client = new HttpClient($server->port);
    $client->send('POST', $path, ['Expect' => '100-continue', 'Content-Length' => $size]);
    Checks::is("expect $path", "HTTP/1.1 $status", $client->socket->bytes(12));
    unset($client);
}
$server->stop();
Checks::done();
?>
--EXPECT--
26 checks, 0 failed
