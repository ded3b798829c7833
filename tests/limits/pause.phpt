--TEST--
pause() and resume(): nothing of a paused client is delivered until it is resumed, then all of it, in order
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/load.inc';

$server = TestServer::start('
    $target = null;
    $server->ws("/", onOpen: function (Connection $c) use (&$target) { $target = $c; },
        onMessage: function (Connection $c, string $m) {
            if ($m === "pause") {
                $c->pause();
            }
            $c->send($m);
        }, ' . TELL_END . ');
    $server->ws("/control", onMessage: function (Connection $c, string $m) use (&$target) {
        match ($m) {
            "pause" => $target->pause(),
            "resume" => $target->resume(),
            "close" => $target->close(4000, "over"),
            "send" => $target->send("from the server"),
            default => null,
        };
        $c->send($m);
    });
', '["heartbeat" => ["interval" => 0.1, "timeout" => 0.1]]');
$control = $server->ws('/control');
/* who listens to pings while it waits for an answer */
function ask(WsClient $client, string $what): ?string
{
    $client->text($what);
    while (($frame = $client->read()) !== null && $frame->opcode === WsClient::PING) {
        $client->send(WsClient::PONG, $frame->payload);
    }
    return $frame?->payload;
}
$client = $server->ws('/?tag=a');
Checks::is('before', 'one', ask($client, 'one'));
ask($control, 'pause');
ask($control, 'pause');
foreach (['two', 'three', 'four'] as $text) {
    $client->text($text);
}
/* ten heartbeats: a paused peer is not called dead, and nothing of it is delivered */
$end = microtime(true) + 1;
while (microtime(true) < $end) {
    ask($control, 'nothing');
    $client->socket->fill(0.02);
}
Checks::is('nothing came', 0, preg_match('/two|three|four/', $client->socket->buffer));
Checks::is('alive', 0, endings($server, 'a'));
ask($control, 'send');
Checks::is('it is sent to', 'from the server', $client->message());
ask($control, 'resume');
foreach (['two', 'three', 'four'] as $text) {
    Checks::is('after resume()', $text, $client->message());
}
Checks::is('as before', 'five', ask($client, 'five'));

/* what was read together with the message that paused it is delivered; what comes later is not */
$client->socket->send(WsClient::frame(1, 'pause') . WsClient::frame(1, 'same segment'));
Checks::is('pause', 'pause', $client->message());
Checks::is('same segment', 'same segment', $client->message());
$client->text('later');
ask($control, 'nothing');
ask($control, 'nothing');
Checks::is('later', false, str_contains($client->socket->buffer . ($client->socket->fill(0.05) ? $client->socket->buffer : ''), 'later'));

/* close() of a paused one: its answer is seen, its messages are not */
ask($control, 'close');
Checks::is('close', 4000, $client->closeCode());
$client->send(WsClient::CLOSE, pack('n', 4000));
Checks::is('onClose', '4000 over', ending($server, 'a', 3));
$control->socket->close();
unset($client);
$server->stop();

/* the kernel's buffers are all that a paused client can fill */
$server = TestServer::start('
    $server->ws("/", onOpen: fn (Connection $c) => $c->pause(), ' . ECHO_ALL . ');' . Chat::CODE);
$chat = new Chat($server);
$chat->talk();
$memory = peakMemory($server->pid);
$client = $server->ws('/');
$flood = new Flood($client->socket, WsClient::frame(WsClient::BINARY, str_repeat('x', 60000)));
for ($idle = 0; $idle < 100 && $flood->sent < 40 << 20; $idle = $flood->push(1 << 20) > 0 ? 0 : $idle + 1) {
    Checks::true('chat', $chat->talk());
}
$grown = peakMemory($server->pid) - $memory;
Checks::true('memory', $grown < memoryBound(4), $grown);
unset($client, $flood, $chat);
$server->stop();
Checks::done();
?>
--EXPECTF--
%d checks, 0 failed
