--TEST--
a flood of messages beyond the rate by a client that does not read is not read any more; each one read is answered
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/load.inc';

const ERROR = '{"type":"error","code":"RATE_LIMITED","message":"Too many messages. Please slow down."}';

$server = TestServer::start('
    $server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ', options: ["rate" => [10, 3600.0], "send_queue" => 2 << 20]);
    $server->ws("/small", ' . ECHO_ALL . ', ' . TELL_END . ', options: ["rate" => [10, 3600.0], "send_queue" => 4096]);
' . Chat::CODE);
$chat = new Chat($server);
$chat->talk();
$memory = peakMemory($server->pid);
foreach (['/', '/small'] as $path) {
    $client = $server->ws("$path?tag=flood");
    $frame = WsClient::frame(WsClient::TEXT, '');
    $flood = new Flood($client->socket, $frame);
    /* 100,000 messages and more, until the kernel takes nothing for many rounds of chat */
    for ($idle = 0; $idle < 100 && $flood->sent < 16 << 20; $idle = $flood->push(64 << 10) > 0 ? 0 : $idle + 1) {
        if (!$chat->talk()) {
            Checks::true('somebody answers', false);
            break;
        }
    }
    Checks::true('nobody waits', $chat->longest < patience(1), $chat->longest);
    if ($path === '/') {
        Checks::true('not read for ever', $flood->sent < 16 << 20, $flood->sent);
        $grown = peakMemory($server->pid) - $memory;
        Checks::true('memory', $grown < memoryBound(12), $grown);
    }
    /* it begins to read */
    $sent = intdiv($flood->sent, strlen($frame));
    $client->socket->send(substr($frame, $flood->sent % strlen($frame)) . WsClient::frame(WsClient::PING, 'end'), 0.001);
    $rest = $flood->sent % strlen($frame);
    for ($echoes = $errors = $other = 0; ($frame2 = $client->read(5)) !== null && $frame2->opcode === WsClient::TEXT;) {
        $frame2->payload === '' ? $echoes++ : ($frame2->payload === ERROR ? $errors++ : $other++);
    }
    Checks::is("$path echoes", 10, $echoes);
    Checks::is("$path others", 0, $other);
    if ($path === '/') {
        Checks::true("$path errors", $errors > 10000 && $errors <= $sent, [$errors, $sent]);
    } else {
        Checks::true("$path no more answers than messages", $errors > 0 && $errors <= $sent, [$errors, $sent]);
    }
    Checks::is("$path still open", 0, endings($server, 'flood'));
    $client->socket->close();
    Checks::is("$path the end", '1006', ending($server, 'flood'));
    $server->out = '';
}
unset($chat, $flood, $client);
$server->stop();
Checks::done();
?>
--EXPECT--
14 checks, 0 failed
