--TEST--
corrupt and incomplete compressed data, and text that is not UTF-8 once inflated, are 1007
--EXTENSIONS--
rtws
zlib
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/deflate.inc';

foreach (['true', '["takeover" => true]'] as $compression) {
    $server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ');', "['compression' => $compression]");
    $other = new DeflateClient($server);
    $pack = fn (string $message) => $other->pack($message);
    $bad = ['no block type' => "\xff\xff\xff", 'lengths that disagree' => "\x00\x05\x00\xfa\xfe" . 'hello', 'a distance too far' => "\x02\x01\x00",
        'behind a good block' => $pack('hello') . "\x00\x00\xff\xff\xff", 'plain text' => 'hello, this is plain', 'behind BFINAL' => "\xf3\x48\xcd\xc9\xc9\x07\x00\xff\xff"];
    foreach ($bad as $what => $bytes) {
        Checks::is("$compression, $what", '1007 bad compressed data', verdict($server, $bytes));
    }
    /* a stored block that ends early: the tail that completes a message would be taken for its data */
    Checks::is("$compression, a block that does not end", '1007 bad compressed data', verdict($server, "\x00\x64\x00\x9b\xff" . 'he'));
    foreach (["\xff", "\xc3", "hello \xed\xa0\x80", str_repeat('x', 1000) . "\xc0\x80", "\xe2\x82"] as $text) {
        Checks::is("$compression, " . bin2hex(substr($text, -4)), '1007 text is not UTF-8', verdict($server, $pack($text), WsClient::TEXT));
    }
    /* the same as binary is none of our business */
    $client = new DeflateClient($server, takeover: $compression !== 'true');
    $client->binary("\xff\xc0\x80");
    Checks::is('binary', "\xff\xc0\x80", $client->message());
    /* a character over two fragments, and compressed bytes that are no UTF-8 themselves */
    $packed = $client->pack('Grüße€' . str_repeat('ü', 500));
    foreach (str_split($packed, 3) as $i => $piece) {
        $client->ws->socket->send(WsClient::frame($i === 0 ? WsClient::TEXT : 0, $piece, false, $i === 0 ? RSV1 : 0));
    }
    $client->ws->send(WsClient::CONTINUATION, '');
    Checks::is('text in fragments', 'Grüße€' . str_repeat('ü', 500), $client->message());
    /* blocks with BFINAL are good */
    $client->sendPacked(WsClient::TEXT, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00");
    Checks::is('BFINAL', 'Hello', $client->message());
    if ($compression === 'true') {
        $other->text('still there');
        Checks::is('the other', 'still there', $other->message());
        $client = new DeflateClient($server, '/?tag=told');
        $client->sendPacked(WsClient::TEXT, "\xff\xff\xff");
        Checks::is('onClose', '1007 bad compressed data', ending($server, 'told'));
    }
    unset($client, $other, $pack);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
32 checks, 0 failed
