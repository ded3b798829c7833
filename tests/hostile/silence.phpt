--TEST--
who connects and says nothing is hung up on without a byte, and an idle kept connection is not, yet
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/load.inc';

$server = TestServer::start('
    $server->http("GET", "/", fn () => "page");
    $server->http("GET", "/sockets", fn () => "" . $server->stats()["sockets"]);
' . Chat::CODE, '["limits" => ["handshake_timeout" => 0.5]]');
$chat = new Chat($server);
$kept = new HttpClient($server->port);
$kept->send('GET', '/');
Checks::is('the first request', 'page', $kept->answer()->body);
$begin = microtime(true);
$silent = [];
for ($i = 0; $i < 200; $i++) {
    $silent[] = $server->connect();
}
do {
    Checks::true('chat', $chat->talk());
} while (!$silent[0]->fill(0.01) && !$silent[0]->eof && microtime(true) - $begin < patience(5));
$took = microtime(true) - $begin;
Checks::true('the time', $took > 0.4 && $took < patience(2), $took);
foreach ($silent as $i => $socket) {
    Checks::is("what $i got", '', $socket->rest());
    Checks::is("$i, reset", false, $socket->reset);
}
Checks::true('nobody waits', $chat->longest < patience(0.5), $chat->longest);
/* two of the chat, the kept one, and the one that asks */
Checks::is('sockets', '4', $server->http('GET', '/sockets')->body);
$kept->send('GET', '/');
Checks::is('the second request', 'page', $kept->answer()?->body);
unset($chat, $kept);
$server->stop();
Checks::done();
?>
--EXPECTF--
%d checks, 0 failed
