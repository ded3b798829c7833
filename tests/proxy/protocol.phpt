--TEST--
proxy_protocol: a header, text or binary, tells who the client is
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_OS_FAMILY !== 'Linux') die('skip needs all of 127.0.0.0/8 as addresses'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/from.inc';

$server = TestServer::start('
    $server->ws("/", onOpen: fn ($c) => $c->send($c->remoteAddress));
    $server->http("GET", "/", fn ($r) => $r->remoteAddress);
', '["trusted_proxies" => ["127.0.0.2", "10.0.0.0/8"], "proxy_protocol" => true]');
foreach ([
    "PROXY TCP4 192.0.2.1 127.0.0.1 4711 80\r\n",
    "PROXY TCP6 2001:db8::1 ::1 4711 80\r\n",
    "PROXY UNKNOWN\r\n",
    proxyHeader('192.0.2.2'),
    proxyHeader('2001:db8::2', "\x04\0\x01x"),
    proxyHeader('192.0.2.3', '', 0),
    "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0",
] as $header) {
    echo wsFrom($server, '127.0.0.2', [], $header)->message(), ' ', httpFrom($server, '127.0.0.2', [], $header)->body, "\n";
}
/* a proxy before the proxy, and headers of it; headers of a client change nothing */
echo httpFrom($server, '127.0.0.2', ['X-Forwarded-For' => '192.0.2.9'], proxyHeader('10.1.1.1'))->body, "\n";
echo httpFrom($server, '127.0.0.2', ['X-Forwarded-For' => '192.0.2.9'], proxyHeader('192.0.2.4'))->body, "\n";
/* in pieces */
$client = keptHttpFrom($server, '127.0.0.2');
foreach (str_split("PROXY TCP4 192.0.2.5 127.0.0.1 4711 80\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 7) as $piece) {
    $client->socket->send($piece);
}
echo $client->answer()->body, "\n";
/* from anybody else none is expected, nor welcome */
echo httpFrom($server, '127.0.0.3')->body, ' ', httpFrom($server, '127.0.0.3', [], "PROXY TCP4 192.0.2.1 127.0.0.1 4711 80\r\n")->status, "\n";
$server->stop();
warnings($server);
?>
--EXPECT--
192.0.2.1 192.0.2.1
2001:db8::1 2001:db8::1
127.0.0.2 127.0.0.2
192.0.2.2 192.0.2.2
2001:db8::2 2001:db8::2
127.0.0.2 127.0.0.2
127.0.0.2 127.0.0.2
192.0.2.9
192.0.2.4
192.0.2.5
127.0.0.3 400

