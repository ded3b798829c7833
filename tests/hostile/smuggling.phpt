--TEST--
requests whose end is not certain are refused with 400 or 501, and nothing that follows them is served
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    foreach (["/target", "/smuggled"] as $path) {
        $server->http(["GET", "POST"], $path, function (Request $r) {
            printf("served %s\n", $r->path);
            return $r->path;
        });
    }
    $server->ws("/", ' . ECHO_ALL . ');
');
$smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
$length = strlen($smuggled);
/* name => headers after Host, status */
$headers = [
    'length and chunked' => ["Content-Length: $length\r\nTransfer-Encoding: chunked", 400],
    'chunked and length' => ["Transfer-Encoding: chunked\r\nContent-Length: 0", 400],
    'chunked without chunks' => ['Transfer-Encoding: chunked', 400],
    'CHUNKED without chunks' => ['TRANSFER-ENCODING: CHUNKED', 400],
    'identity' => ['Transfer-Encoding: identity', 501],
    'gzip, chunked' => ['Transfer-Encoding: gzip, chunked', 501],
    'xchunked' => ['Transfer-Encoding: xchunked', 501],
    'empty coding' => ['Transfer-Encoding:', 501],
    'chunked, chunked' => ['Transfer-Encoding: chunked, chunked', 501],
    'chunked;x' => ['Transfer-Encoding: chunked;x', 501],
    'chunked in quotes' => ['Transfer-Encoding: "chunked"', 501],
    'two codings' => ["Transfer-Encoding: x\r\nTransfer-Encoding: chunked", 400],
    'chunked twice' => ["Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400],
    'space before the colon' => ['Transfer-Encoding : chunked', 400],
    'tab before the colon' => ["Transfer-Encoding\t: chunked", 400],
    'vertical tab in the value' => ["Transfer-Encoding: \x0bchunked", 400],
    'NUL in the value' => ["Transfer-Encoding: chunked\0", 400],
    'NUL in the name' => ["Transfer-Encoding\0: chunked", 400],
    'folded' => ["X-Nothing: x\r\n Transfer-Encoding: chunked", 400],
    'folded with a tab' => ["X-Nothing: x\r\n\tTransfer-Encoding: chunked", 400],
    'first line folded' => [" X: y", 400],
    'line feed alone' => ["X: y\nTransfer-Encoding: chunked", 400],
    'carriage return alone' => ["X: y\rTransfer-Encoding: chunked", 400],
    'two carriage returns' => ["X: y\r\r\nTransfer-Encoding: chunked", 400],
    'no colon' => ['Transfer-Encoding chunked', 400],
    'no name' => [': chunked', 400],
    'two lengths' => ["Content-Length: $length\r\nContent-Length: 0", 400],
    'two equal lengths' => ["Content-Length: $length\r\ncontent-length: $length", 400],
    'list of lengths' => ["Content-Length: $length, $length", 400],
    'length with a sign' => ["Content-Length: +$length", 400],
    'negative length' => ["Content-Length: -$length", 400],
    'length in hex' => ['Content-Length: 0x10', 400],
    'length with a fraction' => ["Content-Length: $length.0", 400],
    'length with an exponent' => ['Content-Length: 1e1', 400],
    'empty length' => ['Content-Length:', 400],
    'length with a space' => ['Content-Length: 1 0', 400],
    'length beyond 64 bits' => ['Content-Length: 18446744073709551616', 400],
    'length beyond 64 bits, small' => ['Content-Length: 00000000000000000000' . $length, 400],
    'length in other digits' => ["Content-Length: \u{0664}", 400],
    'two Hosts' => ['Host: elsewhere', 400],
];
$cases = [];
foreach ($headers as $name => [$lines, $status]) {
    $cases[$name] = ["POST /target HTTP/1.1\r\nHost: localhost\r\n$lines\r\n\r\n$smuggled", $status];
    $cases["$name, with upgrade"] = [rtrim(WsClient::handshake('/')) . "\r\n$lines\r\n\r\n$smuggled", $status];
}
$cases += [
    'chunked in HTTP/1.0' => ["POST /target HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n$smuggled", 400],
    'two spaces' => ["GET  /target HTTP/1.1\r\nHost: localhost\r\n\r\n$smuggled", 400],
    'tab' => ["GET\t/target HTTP/1.1\r\nHost: localhost\r\n\r\n$smuggled", 400],
    'two versions' => ["GET /target HTTP/1.1 HTTP/1.1\r\nHost: localhost\r\n\r\n$smuggled", 400],
    'space at the end' => ["GET /target HTTP/1.1 \r\nHost: localhost\r\n\r\n$smuggled", 400],
    'line feed in the target' => ["GET /target\n HTTP/1.1\r\nHost: localhost\r\n\r\n$smuggled", 400],
    'line feeds only' => ["GET /target HTTP/1.1\nHost: localhost\n\n$smuggled", 400],
];
/* chunks that one reader may understand and another not */
foreach ([" 0\r\n\r\n", "0 \r\n\r\n", "+0\r\n\r\n", "-1\r\n\r\n", "0x0\r\n\r\n", "0\n\n", "0\r\n\n", "0\r\r\n\r\n", "\r\n0\r\n\r\n", ";x\r\n\r\n",
    "1\r\nab\r\n0\r\n\r\n", "1\r\na0\r\n\r\n", "1\r\na\n0\r\n\r\n", "2\r\na\r\n0\r\n\r\n", "0;x\n\r\n\r\n", "0;x\0\r\n\r\n", "0\r\nX: y\n\r\n", "0\r\nX: y\0\r\n\r\n",
    "1g\r\na\r\n0\r\n\r\n", "00000000000000000\r\n\r\n", "10000000000000001\r\na\r\n0\r\n\r\n", "0;" . str_repeat('x', 10000) . "\r\n\r\n"] as $chunks) {
    $cases['chunks ' . substr(addcslashes($chunks, "\0..\37"), 0, 40)] =
        ["POST /target HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n$chunks$smuggled", str_starts_with($chunks, '1000') ? 413 : 400];
}
foreach ($cases as $name => [$bytes, $status]) {
    $socket = $server->connect();
    $socket->send($bytes);
    $answer = (string) $socket->rest();
    Checks::is($name, "HTTP/1.1 $status", substr($answer, 0, 12));
    Checks::is("$name, answers", 1, substr_count($answer, 'HTTP/1.1 '));
    Checks::is("$name, reset", false, $socket->reset);
}
Checks::is('served', 0, substr_count($server->out, 'served'));

/* a body that looks like a request is a body */
foreach (['GET', 'POST'] as $method) {
    $http = new HttpClient($server->port);
    $http->send($method, '/target', ['Connection' => 'close'], $smuggled);
    $answer = (string) $http->socket->rest();
    Checks::is("$method with a body", [1, '/target'], [substr_count($answer, 'HTTP/1.1 '), substr($answer, -7)]);
}
unset($http, $socket);
$server->stop();
Checks::is('served at last', 2, substr_count($server->out, 'served /target'));
Checks::is('smuggled', 0, substr_count($server->out, 'served /smuggled'));
Checks::done();
?>
--EXPECT--
332 checks, 0 failed
