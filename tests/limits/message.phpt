--TEST--
limits.message: each endpoint may have its own, which is allowed to the byte, and more is 1009
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    $server->ws("/small", ' . ECHO_ALL . ', ' . TELL_END . ', options: ["message" => 10]);
    $server->ws("/one", ' . ECHO_ALL . ', ' . TELL_END . ', options: ["message" => 1]);
    $server->ws("/server", ' . ECHO_ALL . ', ' . TELL_END . ');
    $server->ws("/large", ' . ECHO_ALL . ', ' . TELL_END . ', options: ["message" => 100000]);
', '["limits" => ["message" => 200]]');
$f = WsClient::frame(...);
foreach (['small' => 10, 'one' => 1, 'server' => 200, 'large' => 100000] as $path => $limit) {
    foreach (['whole', 'parts', 'empty'] as $way) {
        $client = $server->ws("/$path?tag=$path-$way");
        $message = str_repeat('x', $limit);
        /* a control frame does not count */
        $client->ping(str_repeat('p', 125));
        Checks::is("$path, pong", 125, strlen((string) $client->read()?->payload));
        $client->text($message);
        Checks::is("$path, the limit", $limit, strlen((string) $client->message()));
        $client->socket->send(match ($way) {
            'whole' => substr($f(WsClient::BINARY, "{$message}x"), 0, 14),
            'parts' => $f(WsClient::BINARY, $message, false) . $f(WsClient::CONTINUATION, 'x'),
            'empty' => $f(WsClient::TEXT, '', false) . $f(WsClient::CONTINUATION, $message, false)
                . $f(WsClient::CONTINUATION, '', false) . $f(WsClient::CONTINUATION, 'x', false),
        });
        Checks::is("$path, $way", '1009 message too big', lastWords($client));
        Checks::is("$path, $way, onClose", '1009 message too big', ending($server, "$path-$way"));
    }
}
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
48 checks, 0 failed
