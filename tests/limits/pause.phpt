--TEST--
pause() and resume(): nothing of a paused client is delivered until it is resumed, then all of it, in order
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/load.inc';

const CODE = '
    $target = null;
    $open = function (Connection $c) use (&$target) { $target = $c; };
    $server->ws("/", onOpen: $open, onMessage: function (Connection $c, string $m) {
        if ($m === "pause") {
            $c->pause();
        }
        $c->send($m);
    }, ' . TELL_END . ');
    $server->ws("/beat", onOpen: $open, onMessage: fn (Connection $c, string $m) => $c->send($m), ' . TELL_END . ',
        options: ["heartbeat" => ["interval" => 0.1, "timeout" => 0.2]]);
    $server->ws("/control", onMessage: function (Connection $c, string $m) use (&$target) {
        match ($m) {
            "pause" => $target->pause(),
            "resume" => $target->resume(),
            "close" => $target->close(4000, "over"),
            "send" => $target->send("from the server"),
            default => null,
        };
        $c->send($m);
    });';
$server = TestServer::start(CODE . Chat::CODE);
$control = $server->ws('/control');
function ask(WsClient $client, string $what): void
{
    $client->text($what);
    Checks::is("answer to $what", $what, $client->message());
}

$client = $server->ws('/?tag=a');
ask($client, 'one');
ask($control, 'pause');
ask($control, 'pause');
foreach (['two', 'three', 'four'] as $text) {
    $client->text($text);
}
$client->ping('five');
for ($i = 0; $i < 20; $i++) {
    ask($control, 'nothing');
}
Checks::true('nothing came', $client->socket->isSilent(0.1));
/* it is sent to all the same */
ask($control, 'send');
Checks::is('the other way', 'from the server', $client->message());
ask($control, 'resume');
$seen = [];
for ($i = 0; $i < 4; $i++) {
    $frame = $client->read();
    $seen[$frame?->opcode === WsClient::PONG ? 'pong' : 'messages'][] = $frame?->payload;
}
Checks::is('after resume(): messages', ['two', 'three', 'four'], $seen['messages'] ?? []);
Checks::is('after resume(): the pong', ['five'], $seen['pong'] ?? []);
ask($client, 'six');

/* what was read together with the message that paused it is delivered; what comes later is not */
$client->socket->send(WsClient::frame(1, 'pause') . WsClient::frame(1, 'same segment'));
Checks::is('pause', 'pause', $client->message());
Checks::is('same segment', 'same segment', $client->message());
$client->text('later');
ask($control, 'nothing');
ask($control, 'nothing');
Checks::true('later', $client->socket->isSilent(0.1));
/* close() of a paused one: its answer is seen, its messages are not */
ask($control, 'close');
Checks::is('close', 4000, $client->closeCode());
$client->send(WsClient::CLOSE, pack('n', 4000));
Checks::is('onClose', '4000 over', ending($server, 'a', 3));
Checks::is('the rest', '', $client->socket->rest());

/* who is not read cannot answer pings: that is not held against him */
$client = $server->ws('/beat?tag=b');
ask($control, 'pause');
$end = microtime(true) + 1;
while (microtime(true) < $end) {
    ask($control, 'nothing');
    $client->socket->fill(0.05);
}
Checks::is('alive', 0, endings($server, 'b'));
$client->text('here');
ask($control, 'resume');
Checks::is('and heard', 'here', $client->message());
$client->socket->close();
Checks::true('gone', str_starts_with((string) ending($server, 'b'), '1006'));

/* the kernel's buffers are all that a paused client can fill */
$chat = new Chat($server);
$chat->talk();
$memory = peakMemory($server->pid);
$client = $server->ws('/?tag=c');
ask($control, 'pause');
$flood = new Flood($client->socket, WsClient::frame(WsClient::BINARY, str_repeat('x', 60000)));
for ($idle = 0; $idle < 100 && $flood->sent < 40 << 20; $idle = $flood->push(1 << 20) > 0 ? 0 : $idle + 1) {
    if (!$chat->talk()) {
        echo "nobody answers\n";
        break;
    }
}
$grown = peakMemory($server->pid) - $memory;
Checks::true('memory', $grown < memoryBound(4), $grown);
unset($client, $flood, $chat, $control);
$server->stop();
Checks::done();
?>
--EXPECTF--
%d checks, 0 failed
