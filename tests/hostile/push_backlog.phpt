--TEST--
40 MB pushed to a client that never reads: it is closed with 1013, others do not wait, memory is bounded
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/load.inc';

$server = TestServer::start('
    $server->ws("/", onOpen: function (Connection $c) use ($server) {
        $n = $refused = 0;
        $timer = $server->every(0.004, function () use ($c, &$n, &$refused, &$timer) {
            for ($i = 0; $i < 4; $i++, $n++) {
                $refused += !$c->send(sprintf("%08d", $n) . str_repeat("x", 65536));
            }
            if ($n >= 640) {
                $timer->cancel();
                printf("pushed %d refused %d\n", $n, $refused);
            }
        });
    }, ' . TELL_END . ');
' . Chat::CODE);
$chat = new Chat($server);
for ($i = 0; $i < 20; $i++) {
    $chat->talk();
}
$memory = peakMemory($server->pid);
$client = $server->ws('/?tag=slow');
while (endings($server, 'slow') === 0 && $chat->talk() && $chat->lines < 100000) {
    $server->await('/^end slow/m', 0.001);
}
Checks::is('onClose', '1013 too slow: send queue full', ending($server, 'slow'));
/* what was on its way is whole and in order; the Close follows */
for ($n = 0; ($frame = $client->read()) !== null && $frame->opcode === WsClient::TEXT; $n++) {
    if ($frame->payload !== sprintf('%08d', $n) . str_repeat('x', 65536)) {
        Checks::true("message $n", false);
        break;
    }
}
Checks::true('some came', $n > 0 && $n < 640, $n);
Checks::is('the Close', [WsClient::CLOSE, 1013, 'too slow: send queue full'], $frame === null ? null : [$frame->opcode, $frame->code(), $frame->reason()]);
Checks::is('the rest', '', $client->socket->rest());
Checks::true('the timer came to its end', $server->await('/^pushed 640 refused (\d+)$/m', 20, $match));
/* what was queued and not yet sent is thrown away with it */
Checks::true('send() said so', (int) ($match[1] ?? 0) > 0 && (int) $match[1] <= 640 - $n, $match[1] ?? null);
Checks::true('nobody waits', $chat->longest < patience(0.5), $chat->longest);
$grown = peakMemory($server->pid) - $memory;
Checks::true('memory', $grown < memoryBound(20), $grown);
unset($chat, $client);
$server->stop();
Checks::is('onClose, times', 1, endings($server, 'slow'));
Checks::done();
?>
--EXPECT--
9 checks, 0 failed
