--TEST--
Connection::close(): a peer that does not answer is let go after 5 seconds, also when it talks all the time
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", onMessage: fn (Connection $c) => $c->close(4001, "go"), ' . TELL_END . ');');
$silent = $server->ws('/?tag=silent');
$talker = $server->ws('/?tag=talker');
$begin = microtime(true);
foreach ([$silent, $talker] as $client) {
    $client->text('close');
    echo $client->closeCode(), "\n";
}
/* fill() waits: that is the pace of the talker */
while (!$talker->socket->eof && microtime(true) - $begin < patience(15)) {
    $talker->text('still here');
    $talker->ping();
    $talker->socket->fill(0.05);
}
$took = microtime(true) - $begin;
echo $took > 4.5 && $took < patience(8) ? "after 5 s\n" : "after $took s\n";
var_dump($talker->socket->buffer, $silent->socket->rest());
echo ending($server, 'silent'), ', ', ending($server, 'talker'), "\n";
$server->stop();
var_dump(endings($server, 'silent'), endings($server, 'talker'));
?>
--EXPECT--
4001
4001
after 5 s
string(0) ""
string(0) ""
4001 go, 4001 go
int(1)
int(1)
