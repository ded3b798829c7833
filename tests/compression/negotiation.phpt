--TEST--
option compression: what a client offers, and what it is answered
--EXTENSIONS--
rtws
zlib
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/deflate.inc';

$start = fn (string $compression) => TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', "['compression' => $compression]");
$drops = '; server_no_context_takeover; client_no_context_takeover';
$cases = [
    'true' => [
        'permessage-deflate' => "permessage-deflate$drops",
        'permessage-deflate; client_max_window_bits' => "permessage-deflate$drops",
        'permessage-deflate; server_max_window_bits=10' => "permessage-deflate$drops; server_max_window_bits=10",
        'permessage-deflate; unknown, permessage-deflate; server_max_window_bits="9"' => "permessage-deflate$drops; server_max_window_bits=9",
        'permessage-deflate; server_max_window_bits=8' => null,
        'permessage-bzip2, x-webkit-deflate-frame' => null,
        '' => null,
    ],
    '["takeover" => true]' => [
        'permessage-deflate' => 'permessage-deflate',
        'permessage-deflate; client_no_context_takeover' => 'permessage-deflate; client_no_context_takeover',
        'permessage-deflate; server_no_context_takeover; client_max_window_bits=10' => 'permessage-deflate; server_no_context_takeover',
    ],
];
foreach ($cases as $compression => $offers) {
    $server = $start($compression);
    foreach ($offers as $offer => $answer) {
        $client = new DeflateClient($server, offer: $offer);
        Checks::is("$compression, $offer", $answer, $client->agreed);
        if ($answer !== null) {
            $client->text($message = str_repeat('hello ', 100));
            Checks::is("$offer: a message", $message, $client->message());
        }
    }
    Checks::is('no header, no answer', null, (new DeflateClient($server, offer: null))->agreed);
    unset($client);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
19 checks, 0 failed
