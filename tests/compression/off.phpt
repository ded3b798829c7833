--TEST--
compression is off by default: no header, and RSV1 is 1002
--EXTENSIONS--
rtws
zlib
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/deflate.inc';

foreach (['[]', '["compression" => false]'] as $options) {
    $server = TestServer::start('
        $server->ws("/", ' . ECHO_ALL . ');
        $server->ws("/on", ' . ECHO_ALL . ', options: ["compression" => true]);
    ', $options);
    $client = new DeflateClient($server, offer: 'permessage-deflate; client_max_window_bits');
    Checks::is('the answer', null, $client->agreed);
    $client->ws->text($message = str_repeat('x', 1000));
    $frame = $client->ws->read();
    Checks::is('a message', [$message, 0], [$frame?->payload, $frame?->rsv]);
    Checks::is('RSV1', '1002 protocol error', verdict($server, $client->pack('hello')));
    Checks::is('RSV1 without an offer', '1002 protocol error', verdict($server, $client->pack('hello'), offer: ''));
    Checks::true('the endpoint where it is on', (new DeflateClient($server, '/on'))->agreed !== null);
    unset($client);
    $server->stop();
}
$server = TestServer::start('
    $server->ws("/", ' . ECHO_ALL . ');
    $server->ws("/off", ' . ECHO_ALL . ', options: ["compression" => false]);
    $server->ws("/takeover", ' . ECHO_ALL . ', options: ["compression" => ["takeover" => true]]);
', '["compression" => true]');
Checks::true('on', (new DeflateClient($server))->agreed !== null);
Checks::is('the endpoint where it is off', null, (new DeflateClient($server, '/off'))->agreed);
Checks::is('the endpoint with takeover', 'permessage-deflate', (new DeflateClient($server, '/takeover'))->agreed);
$server->stop();
Checks::done();
?>
--EXPECT--
13 checks, 0 failed
