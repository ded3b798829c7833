--TEST--
a megabyte of noise and a megabyte of the same, with takeover and without
--EXTENSIONS--
rtws
zlib
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/deflate.inc';

foreach (['true', '["takeover" => true]', '["level" => 1]', '["level" => 9, "memory" => 9]'] as $compression) {
    $server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', "['compression' => $compression]");
    $client = new DeflateClient($server, takeover: $compression === '["takeover" => true]');
    $noise = random_bytes(1 << 20);
    $client->sendPacked(WsClient::BINARY, $client->pack(substr($noise, 0, 1000000)));
    $frame = $client->ws->read();
    $back = $frame?->rsv === RSV1 ? $client->unpack($frame->payload) : $frame?->payload;
    Checks::is("$compression, noise", md5(substr($noise, 0, 1000000)), md5((string) $back));
    Checks::true("$compression, noise is not blown up", strlen($frame->payload) <= 1000500, strlen($frame->payload));
    $same = str_repeat('0123456789abcdef', 1 << 16);
    $client->text($same);
    $frame = $client->ws->read();
    Checks::is("$compression, the same", md5($same), md5($client->unpack($frame->payload)));
    Checks::true("$compression, the same is small", $frame->rsv === RSV1 && strlen($frame->payload) < 12000, strlen($frame->payload));
    unset($client);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
16 checks, 0 failed
