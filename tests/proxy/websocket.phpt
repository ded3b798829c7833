--TEST--
trusted_proxies: a WebSocket's address is its client's, and the host it asked the proxy for is the same host
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/from.inc';

$code = '$server->ws("/", onOpen: fn ($c, $r) => $c->send("$c->remoteAddress {$c->request()->remoteAddress} " . json_encode($r->secure)),
    handshake: fn ($r) => $r->remoteAddress !== "192.0.2.66");';
$headers = ['Host' => 'inside:8080', 'Origin' => 'https://example.org', 'X-Forwarded-For' => '192.0.2.1',
    'X-Forwarded-Proto' => 'https', 'X-Forwarded-Host' => 'example.org'];
$rfc = ['Host' => 'inside:8080', 'Origin' => 'https://example.org:8443', 'Forwarded' => 'for=192.0.2.2;proto=wss;host="example.org:8443"'];

$server = TestServer::start($code, '["trusted_proxies" => "127.0.0.1/32"]');
echo wsFrom($server, '127.0.0.1', $headers)->message(), "\n";
echo wsFrom($server, '127.0.0.1', $rfc)->message(), "\n";
echo wsFrom($server, '127.0.0.1', ['X-Forwarded-Host' => 'other.example'] + $headers)->answer->status, "\n";
echo wsFrom($server, '127.0.0.1', ['X-Forwarded-For' => '192.0.2.66'] + $headers)->answer->status, "\n";
$server->stop();

$server = TestServer::start($code);
echo wsFrom($server, '127.0.0.1', $headers)->answer->status, "\n";
echo wsFrom($server, '127.0.0.1', ['Origin' => 'http://inside:8080'] + $headers)->message(), "\n";
$server->stop();
?>
--EXPECT--
192.0.2.1 192.0.2.1 true
192.0.2.2 192.0.2.2 true
403
403
403
127.0.0.1 127.0.0.1 false
