--TEST--
limits.body: a larger one is refused with 413 before it is sent, and the connection is closed
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$code = '$server->http(["GET", "POST"], "/", function (Request $r) {
    printf("served %d\n", strlen($r->body()));
    return (string) strlen($r->body());
});';
$head = "POST / HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n";
$server = TestServer::start($code, '["limits" => ["body" => 100]]');
$http = new HttpClient($server->port);
foreach ([0, 1, 99, 100] as $size) {
    $http->send('POST', '/', [], str_repeat('x', $size));
    $answer = $http->answer();
    Checks::is("$size bytes", [200, "$size"], [$answer?->status, $answer?->body]);
}
foreach ([101, 1 << 20, 1 << 40, 999999999999999999] as $size) {
    foreach (['', "Expect: 100-continue\r\n"] as $expect) {
        $socket = $server->connect();
        $socket->send(sprintf($head, $expect, $size));
        $answer = (string) $socket->rest();
        Checks::is("$size bytes $expect", 'HTTP/1.1 413', substr($answer, 0, 12));
        Checks::is("$size bytes $expect, answers", 1, substr_count($answer, 'HTTP/1.1 '));
    }
}
/* a client that sends it all the same still reads the answer */
$socket = $server->connect();
$socket->send(sprintf($head, '', 500000) . str_repeat('x', 500000));
Checks::is('sent all the same', 'HTTP/1.1 413', substr((string) $socket->rest(), 0, 12));
Checks::is('reset', false, $socket->reset);
/* one that is allowed gets its 100 */
$socket = $server->connect();
$socket->send(sprintf($head, "Expect: 100-continue\r\nConnection: close\r\n", 5));
Checks::is('go on', "HTTP/1.1 100 Continue\r\n\r\n", $socket->until("\r\n\r\n"));
$socket->send('hello');
Checks::is('and the answer', '5', substr((string) $socket->rest(), -1));
unset($http, $socket);
$server->stop();
Checks::is('served', [0, 1, 99, 100, 5], array_map(intval(...), preg_match_all('/^served (\d+)$/m', $server->out, $m) ? $m[1] : []));

$server = TestServer::start($code, '["limits" => ["body" => 0]]');
Checks::is('no bodies, GET', 200, $server->http('GET', '/')->status);
Checks::is('no bodies, POST without', 200, $server->http('POST', '/', ['Content-Length' => '0'])->status);
Checks::is('no bodies, one byte', 413, $server->http('POST', '/', [], 'x')->status);
$server->stop();
Checks::done();
?>
--EXPECT--
28 checks, 0 failed
