--TEST--
a broadcast reaches clients with the extension compressed, and those without as it is
--EXTENSIONS--
rtws
zlib
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/deflate.inc';

foreach (['true', '["takeover" => true]'] as $compression) {
    $server = TestServer::start('
        $server->ws("/", onMessage: function (Connection $c, string $m) use ($server) {
            foreach ($server->connections() as $other) { $other->send($m); }
        });
    ', "['compression' => $compression]");
    $takeover = $compression !== 'true';
    $clients = ['packed' => new DeflateClient($server, takeover: $takeover), 'plain' => new DeflateClient($server, offer: null, takeover: $takeover),
        'small' => new DeflateClient($server, offer: 'permessage-deflate; server_max_window_bits=9', takeover: $takeover),
        'packed too' => new DeflateClient($server, takeover: $takeover)];
    foreach ([str_repeat('to all of you ', 500), 'short', str_repeat('and again ', 500)] as $message) {
        $clients['packed']->text($message);
        foreach ($clients as $name => $client) {
            $frame = $client->ws->read();
            $packed = $frame?->rsv === RSV1;
            Checks::is("$name, " . strlen($message), [$name !== 'plain' && $message !== 'short', $message],
                [$packed, $packed ? $client->unpack($frame->payload) : $frame?->payload]);
        }
    }
    $clients['plain']->ws->text($message = str_repeat('from a plain one ', 100));
    Checks::is('to a packed one', $message, $clients['packed']->message());
    unset($clients, $client);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
26 checks, 0 failed
