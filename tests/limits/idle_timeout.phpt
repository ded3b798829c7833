--TEST--
idle_timeout: who sends no message for so long is closed with 1001, "idle timeout"; pings and pongs do not count
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    $server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ');
    $server->ws("/own", ' . TELL_END . ', options: ["idle_timeout" => 0]);
', '["limits" => ["idle_timeout" => 0.5], "heartbeat" => ["interval" => 0.1, "timeout" => 5]]');
$begin = microtime(true);
$clients = [];
foreach (['silent', 'pinger', 'talker'] as $tag) {
    $clients[$tag] = $server->ws("/?tag=$tag");
}
$own = $server->ws('/own?tag=own');
$took = [];
while (microtime(true) - $begin < 1.5) {
    $clients['pinger']->ping('alive');
    $clients['pinger']->send(WsClient::PONG);
    $clients['talker']->text('alive');
    $clients['talker']->socket->fill(0.05);
    foreach (['silent', 'pinger'] as $tag) {
        if (!isset($took[$tag]) && $server->await("/^end $tag /m", 0.0)) {
            $took[$tag] = microtime(true) - $begin;
        }
        /* the server waits for the answer to its Close before it tells onClose */
        if ($clients[$tag]->socket->fill(0.0) && str_contains($clients[$tag]->socket->buffer, 'idle timeout')) {
            $clients[$tag]->send(WsClient::CLOSE, pack('n', 1001));
        }
    }
}
foreach (['silent', 'pinger'] as $tag) {
    Checks::is("$tag, onClose", '1001 idle timeout', ending($server, $tag));
    Checks::true("$tag, time", ($took[$tag] ?? 99) > 0.4 && ($took[$tag] ?? 99) < patience(1.2), $took[$tag] ?? null);
    Checks::is("$tag, last words", '1001 idle timeout', lastWords($clients[$tag]));
}
Checks::is('talker and own live', [0, 0], [endings($server, 'talker'), endings($server, 'own')]);
/* the talker falls silent */
Checks::is('talker, last words', 1001, $clients['talker']->closeCode());
unset($clients, $own);
Checks::is('talker, onClose', '1001 idle timeout', ending($server, 'talker'));
$server->stop();
Checks::is('times', [1, 1, 1], [endings($server, 'silent'), endings($server, 'pinger'), endings($server, 'talker')]);
Checks::done();
?>
--EXPECT--
10 checks, 0 failed
