--TEST--
trusted_proxies: the client is who they say, read from the end, whichever header tells it
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_OS_FAMILY !== 'Linux') die('skip needs all of 127.0.0.0/8 as addresses'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/from.inc';

$server = TestServer::start('$server->http("GET", "/", fn ($r) => "$r->remoteAddress " . ($r->secure ? "secure" : "plain"));',
    '["trusted_proxies" => ["127.0.0.2", "10.0.0.0/8", "fd00::/8"]]');
foreach ([
    [],
    ['X-Forwarded-For' => '192.0.2.1'],
    ['X-Forwarded-For' => '198.51.100.9, 192.0.2.1, 10.1.2.3, fd00::1', 'X-Forwarded-Proto' => 'https'],
    ['X-Forwarded-For' => 'unknown', 'X-Forwarded-Proto' => 'https'],
    ['X-Forwarded-For' => '192.0.2.1, nonsense'],
    ['Forwarded' => 'for=198.51.100.9, for="[2001:db8::1]:4711";proto=https, for=10.0.0.1;proto=http'],
    ['Forwarded' => 'for="_hidden"'],
    ['Forwarded' => 'for="evil, for=192.0.2.2'],
    ['Forwarded' => 'for=192.0.2.2;for=192.0.2.3'],
    ['Forwarded' => 'for=192.0.2.2', 'X-Forwarded-For' => '192.0.2.1'],
] as $headers) {
    echo str_pad(httpFrom($server, '127.0.0.2', $headers)->body, 24), httpFrom($server, '127.0.0.3', $headers)->body, "\n";
}
$server->stop();
?>
--EXPECT--
127.0.0.2 plain         127.0.0.3 plain
192.0.2.1 plain         127.0.0.3 plain
192.0.2.1 secure        127.0.0.3 plain
127.0.0.2 secure        127.0.0.3 plain
127.0.0.2 plain         127.0.0.3 plain
2001:db8::1 secure      127.0.0.3 plain
127.0.0.2 plain         127.0.0.3 plain
192.0.2.2 plain         127.0.0.3 plain
127.0.0.2 plain         127.0.0.3 plain
192.0.2.1 plain         127.0.0.3 plain
