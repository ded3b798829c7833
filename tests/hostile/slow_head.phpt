--TEST--
a head that comes drop by drop is answered with 408 when its time is over, and others are served meanwhile
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/load.inc';

$server = TestServer::start('
    $server->ws("/", ' . ECHO_ALL . ');
    $server->http("GET", "/", fn () => "page");
    $server->http("GET", "/timed_out", fn () => "" . $server->stats()["timed_out"]);
' . Chat::CODE, '["limits" => ["handshake_timeout" => 0.6]]');
$chat = new Chat($server);
$endless = str_repeat("X-Slow: drop\r\n", 1000);
$drops = [
    'request line' => str_split('GET /' . str_repeat('a', 10000)),
    'headers' => str_split("GET / HTTP/1.1\r\nHost: localhost\r\n$endless"),
    'handshake' => str_split(rtrim(WsClient::handshake('/')) . "\r\n$endless"),
    'second request' => str_split("GET / HTTP/1.1\r\nHost: localhost\r\n$endless"),
    'empty lines' => array_fill(0, 10000, "\r\n"),
];
$begin = microtime(true);
$sockets = array_map(static fn () => $server->connect(), $drops);
/* a connection that was good before is given its time for each request */
$sockets['second request']->send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
$sockets['second request']->until("\r\n\r\npage");
$took = [];
for ($i = 0; count($took) < count($drops) && microtime(true) - $begin < patience(10); $i++) {
    foreach (array_diff_key($sockets, $took) as $name => $socket) {
        $socket->send($drops[$name][$i]);
        $socket->fill(0.005);
        if ($socket->eof) {
            $took[$name] = microtime(true) - $begin;
        }
    }
    if (!$chat->talk()) {
        echo "nobody answers\n";
        break;
    }
}
foreach ($drops as $name => $_) {
    Checks::true("$name, time", ($took[$name] ?? 99) > 0.5 && ($took[$name] ?? 99) < patience(2), $took[$name] ?? null);
    $expected = $name === 'empty lines' ? '' : 'HTTP/1.1 408 Request Timeout';
    Checks::is("$name, answer", $expected, strtok($sockets[$name]->buffer, "\r") ?: '');
    if ($name !== 'empty lines') { /* who is hung up on without a word may meet a reset */
        Checks::is("$name, reset", false, $sockets[$name]->reset);
    }
}
Checks::true('nobody waits', $chat->longest < patience(0.5), $chat->longest);
Checks::true('there was talk', $chat->lines > 5, $chat->lines);
Checks::is('timed_out', '5', $server->http('GET', '/timed_out')->body);
unset($chat, $sockets, $socket);
$server->stop();
Checks::done();
?>
--EXPECT--
17 checks, 0 failed
