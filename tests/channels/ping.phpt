--TEST--
channels(): option ping: who answers lives, who is silent, or never answered, is closed once
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels("/channels", options: ["ping" => ["interval" => 0.3, "timeout" => 0.4],
        "onClose" => fn ($c, $code, $reason) => print("closed $code $reason\n")]);
    $server->channels("/still");
');
[$alive, $talking, $silent, $still] = [new ChannelClient($server), new ChannelClient($server), new ChannelClient($server), new ChannelClient($server, '/still')];
$slow = (bool) getenv('RTWS_TEST_VALGRIND');
/* one answers pings, one says something else, one nothing at all */
$rounds = 0;
while ($rounds < 4) {
    $ping = $alive->raw();
    $alive->say('{"type":"pong"}');
    if ($talking->raw() !== $ping || $ping !== '{"type":"ping"}') {
        echo "bad: $ping\n";
    }
    $talking->ws->text('not even JSON');
    $talking->raw();
    $rounds++;
}
echo $silent->raw(), "\n";
$frame = $silent->ws->read();
echo $frame->opcode, ' ', $frame->code(), ' ', $frame->reason(), "\n";
echo count($still->settle()), "\n";
echo array_unique(array_column($alive->settle(), 'type'))[0] ?? 'ping', "\n";
$alive->ws->socket->abort();
$talking->ws->socket->abort();
$server->await('/(closed.*\n.*){3}/');
$server->stop();
echo substr_count($server->out, 'no answer to ping'), ' ', substr_count($server->out, 'closed'), "\n";
?>
--EXPECT--
{"type":"ping"}
8 1001 no answer to ping
0
ping
1 3
