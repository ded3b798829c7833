--TEST--
heartbeat: a peer that says nothing after a ping is ended with 1006, "ping timeout"; one that sends data is not
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", onMessage: fn () => null, ' . TELL_END . ');',
    '["heartbeat" => ["interval" => 0.3, "timeout" => 0.4]]');
$silent = $server->ws('/?tag=silent');
$talker = $server->ws('/?tag=talker');
$half = $server->ws('/?tag=half');
/* bytes are a sign of life, also when they are no whole frame */
$slow = WsClient::frame(WsClient::TEXT, str_repeat('x', 1000));
$begin = microtime(true);
for ($i = 0; microtime(true) - $begin < 2; $i++) {
    $talker->text("no pong, but $i");
    $half->socket->send($slow[$i]);
    $talker->socket->fill(0.05);
    if (!isset($took) && ending($server, 'silent', 0.0) !== null) {
        $took = microtime(true) - $begin;
    }
}
Checks::is('silent', '1006 ping timeout', ending($server, 'silent'));
Checks::true('the time', ($took ?? 99) > 0.6 && ($took ?? 99) < patience(1.5), $took ?? null);
$ping = $silent->read();
Checks::is('what it got', [WsClient::PING, ''], [$ping?->opcode, $ping?->payload]);
Checks::is('and then', '', $silent->socket->rest());
Checks::is('talker and half live', [0, 0], [endings($server, 'talker'), endings($server, 'half')]);
/* now they are silent too */
Checks::is('talker', '1006 ping timeout', ending($server, 'talker'));
Checks::is('half', '1006 ping timeout', ending($server, 'half'));
unset($silent, $talker, $half);
$server->stop();
Checks::is('times', [1, 1, 1], [endings($server, 'silent'), endings($server, 'talker'), endings($server, 'half')]);
Checks::done();
?>
--EXPECT--
8 checks, 0 failed
