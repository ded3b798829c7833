--TEST--
option compression: payloads are smaller and messages the same, with takeover and without
--EXTENSIONS--
rtws
zlib
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/deflate.inc';

foreach (['["threshold" => 0]' => false, '["takeover" => true, "threshold" => 0]' => true, '["level" => 1, "memory" => 1, "threshold" => 0]' => false,
    '["level" => 9, "memory" => 9, "threshold" => 0, "takeover" => true]' => true] as $compression => $takeover) {
    $server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', "['compression' => $compression]");
    foreach (['permessage-deflate', 'permessage-deflate; server_max_window_bits=9'] as $offer) {
        $client = new DeflateClient($server, offer: $offer, takeover: $takeover);
        $message = json_encode(array_map(fn ($i) => ['id' => $i, 'name' => "user $i", 'online' => $i % 3 === 0], range(1, 200)));
        $sizes = [];
        for ($i = 0; $i < 6; $i++) {
            $client->text($message);
            $frame = $client->ws->read();
            Checks::is("$compression, text $i", [WsClient::TEXT, RSV1, true], [$frame?->opcode, $frame?->rsv, $frame?->fin]);
            $sizes[] = strlen($frame->payload);
            Checks::is("$compression, message $i", $message, $client->unpack($frame->payload));
        }
        Checks::true("$compression: smaller", $sizes[0] < strlen($message) / 3, $sizes);
        if (!$takeover) {
            Checks::is("$compression: each on its own", array_fill(0, 6, $sizes[0]), $sizes);
        } elseif ($offer === 'permessage-deflate') {
            Checks::true("$compression: smaller still", $sizes[1] < $sizes[0] / 5, $sizes);
        } else {
            Checks::true("$compression: a small window forgets", $sizes[1] > $sizes[0] / 5, $sizes);
        }
        foreach (['', 'a', 'Grüße', "\0\xff\0", str_repeat('x', 70000), random_bytes(5000), '', str_repeat("\0", 200000), 'end'] as $message) {
            $client->binary($message);
            Checks::is("$compression, " . strlen($message) . ' bytes', md5($message), md5((string) $client->message()));
        }
        Checks::is('the end', 1000, $client->ws->close());
        Checks::is('nothing more', '', $client->ws->socket->rest());
    }
    unset($client);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
200 checks, 0 failed
