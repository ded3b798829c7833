--TEST--
proxy_protocol: a trusted proxy without the header, or with a bad one, is closed, counted, and logged once
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_OS_FAMILY !== 'Linux') die('skip needs all of 127.0.0.0/8 as addresses'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/from.inc';

$server = TestServer::start('$server->http("GET", "/stats", fn () => $server->stats());',
    '["trusted_proxies" => "127.0.0.2", "proxy_protocol" => true, "limits" => ["handshake_timeout" => 0.3]]');
foreach ([
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "PROXY TCP4 192.0.2.1 127.0.0.1 4711\r\n",
    "PROXY TCP4 192.0.2.1 127.0.0.1 4711 80\n",
    'PROXY UNKNOWN ' . str_repeat('x', 100) . "\r\n",
    "\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff",
    "\x16\x03\x01",
    'PROXY TCP4 192.', /* and no more: the time of a handshake */
] as $bytes) {
    $client = new TestSocket($server->port, 10, '127.0.0.2');
    $client->send($bytes);
    $client->fill();
    var_dump($client->eof && $client->buffer === '');
}
$silent = new TestSocket($server->port, 10, '127.0.0.2');
var_dump($silent->rest());
$stats = json_decode($server->http('GET', '/stats')->body);
echo $stats->bad_proxy_headers, ' ', $stats->timed_out, ' ', $stats->requests, "\n";
$server->stop();
warnings($server);
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
string(0) ""
7 1 1
warning: proxy_protocol is on, and trusted_proxies must send its header: 127.0.0.2 did not, and was closed
