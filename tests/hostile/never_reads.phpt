--TEST--
a client that floods an echo and never reads is not read any more: others do not wait, memory is bounded, nothing is lost
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/load.inc';

$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ');' . Chat::CODE);
$chat = new Chat($server);
for ($i = 0; $i < 20; $i++) {
    $chat->talk();
}
$memory = peakMemory($server->pid);
$client = $server->ws('/?tag=flood');
$message = random_bytes(60000);
$flood = new Flood($client->socket, WsClient::frame(WsClient::BINARY, $message));
/* until the kernel takes no more for many rounds of chat, or all has gone */
for ($idle = 0; $idle < 200 && $flood->sent < 40 << 20; $idle = $flood->push(1 << 20) > 0 ? 0 : $idle + 1) {
    if (!$chat->talk()) {
        echo "nobody answers\n";
        break;
    }
}
Checks::true('a flood', $flood->sent > 4 << 20, $flood->sent);
Checks::true('nobody waits', $chat->longest < patience(0.5), $chat->longest);
$grown = peakMemory($server->pid) - $memory;
Checks::true('memory', $grown < memoryBound(20), $grown);

/* it begins to read: every whole message comes back */
$frame = WsClient::frame(WsClient::BINARY, $message, mask: false);
$count = intdiv($flood->sent, strlen($message) + 8);
for ($i = 0; $i < $count && $client->socket->bytes(strlen($frame)) === $frame; $i++) {
}
Checks::is('messages', $count, $i);
Checks::is('not closed', 0, endings($server, 'flood'));
$client->socket->close();
Checks::is('the end', '1006', ending($server, 'flood'));
unset($chat, $flood);
$server->stop();
Checks::done();
?>
--EXPECT--
6 checks, 0 failed
