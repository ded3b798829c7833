--TEST--
a decompression bomb is 1009, and costs the server no more memory than the limit
--EXTENSIONS--
rtws
zlib
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/deflate.inc';

require __DIR__ . '/../inc/load.inc';

foreach (['true' => false, '["takeover" => true]' => true] as $compression => $takeover) {
    $server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ');', "['compression' => $compression, 'limits' => ['message' => 1000000]]");
    $other = $server->ws();
    $client = new DeflateClient($server);
    $out = deflate_init(ZLIB_ENCODING_RAW, ['level' => 9]);
    $large = '';
    for ($i = 0; $i < 300; $i++) {
        $large .= deflate_add($out, str_repeat("\0", 1000000), ZLIB_NO_FLUSH);
    }
    $large .= deflate_add($out, '', ZLIB_SYNC_FLUSH);
    Checks::true('it is small', strlen($large) < 400000, strlen($large));
    Checks::is('what just fits', md5(str_repeat("\0", 1000000)), (function () use ($client) {
        $client->binary(str_repeat("\0", 1000000));
        return md5((string) $client->message());
    })());
    $before = peakMemory($server->pid);
    for ($i = 0; $i < 3; $i++) {
        Checks::is('300 MB', '1009 message too big', verdict($server, substr($large, 0, -4)));
    }
    Checks::is('one byte too much', '1009 message too big', verdict($server, (new DeflateClient($server))->pack(str_repeat("\0", 1000001))));
    /* in small fragments */
    $client = new DeflateClient($server);
    $pieces = str_split(substr($large, 0, -4), 50000);
    foreach ($pieces as $i => $piece) {
        $client->ws->socket->send(WsClient::frame($i === 0 ? WsClient::BINARY : 0, $piece, $i === count($pieces) - 1, $i === 0 ? RSV1 : 0));
    }
    Checks::is('in fragments', '1009 message too big', lastWords($client->ws));
    /* the limit holds for what comes, too: this one could never be inflated */
    Checks::is('a large frame', '1009 message too big', verdict($server, random_bytes(1100000)));
    $grown = peakMemory($server->pid) - $before;
    Checks::true('memory', $grown < memoryBound(8), $grown);
    $other->text('still there');
    Checks::is('the other', 'still there', $other->message());
    unset($client, $other);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
20 checks, 0 failed
