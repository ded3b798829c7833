--TEST--
compression.threshold: smaller messages are sent as they are, and 128 is the default
--EXTENSIONS--
rtws
zlib
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/deflate.inc';

foreach (['true' => 128, '["threshold" => 1000]' => 1000, '["threshold" => 0]' => 0, '["threshold" => 1000, "takeover" => true]' => 1000] as $compression => $threshold) {
    $server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', "['compression' => $compression]");
    $client = new DeflateClient($server, takeover: str_contains($compression, 'takeover'));
    foreach ([0, 1, 127, 128, 999, 1000, 1001, 20000] as $size) {
        $client->text($message = str_repeat('m', $size));
        $frame = $client->ws->read();
        $packed = $frame?->rsv === RSV1;
        Checks::is("$compression, $size bytes", [$message, $size >= $threshold && $size > 1 /* else it would be larger */], [$packed ? $client->unpack($frame->payload) : $frame?->payload, $packed]);
    }
    unset($client);
    $server->stop();
}
/* a client may send as it likes */
$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', '["compression" => true]');
$client = new DeflateClient($server);
$client->ws->text('plain');
Checks::is('plain', 'plain', $client->message());
$client->text('packed');
Checks::is('packed', 'packed', $client->message());
$client->ws->text(str_repeat('plain', 100));
Checks::is('plain, and the answer is not', str_repeat('plain', 100), $client->message());
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
35 checks, 0 failed
