--TEST--
Connection: the server holds it while it is open, whatever the user does
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onOpen: function ($c) { $c->note = "kept"; }, onMessage: function ($c) { gc_collect_cycles(); $c->send($c->note); });
');
$client = $server->ws();
for ($i = 0; $i < 3; $i++) {
    $client->text('');
    echo $client->message(), "\n";
}
unset($client);
$server->stop();
?>
--EXPECT--
kept
kept
kept
