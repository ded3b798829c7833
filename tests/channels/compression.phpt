--TEST--
Publications are compressed as each client agreed, and understood by all
--EXTENSIONS--
rtws
zlib
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';
require __DIR__ . '/../inc/deflate.inc';

$server = TestServer::start('
    $server->ws("/", options: ["compression" => true], onOpen: fn ($c) => $server->channel("c")->subscribe($c));
    $server->ws("/takeover", options: ["compression" => ["takeover" => true]], onOpen: fn ($c) => $server->channel("c")->subscribe($c));
    $server->http("POST", "/publish", fn ($r) => [$server->publish("c", $r->body())]);
');
$clients = [
    new DeflateClient($server),
    new DeflateClient($server),
    new DeflateClient($server, offer: 'permessage-deflate; server_max_window_bits=9'),
    new DeflateClient($server, offer: 'permessage-deflate; server_max_window_bits=9'),
    new DeflateClient($server, '/takeover', takeover: true),
    new DeflateClient($server, offer: null),
];
$faults = 0;
foreach ([5, 127, 128, 3000, 100000] as $size) {
    $text = substr(str_repeat(md5((string) $size) . ' some text, ', 3000), 0, $size);
    if ($server->http('POST', '/publish', [], $text)->body !== '[6]') {
        echo "not reached\n";
    }
    foreach ($clients as $i => $client) {
        $frame = $client->ws->read();
        $got = $frame->rsv === RSV1 ? $client->unpack($frame->payload) : $frame->payload;
        $faults += $got !== $text || ($frame->rsv === RSV1) !== ($size >= 128 && $i < 5);
    }
}
echo "$faults faults\n";
$server->stop();
?>
--EXPECT--
0 faults
