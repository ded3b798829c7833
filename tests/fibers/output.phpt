--TEST--
Output printed in handlers goes to stdout, and never to a client
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onOpen: function () { echo "open\n"; }, onMessage: function ($c, $m) { echo "message "; delay(0); printf("%s\n", $m); var_dump($m); $c->send($m); },
        handshake: function () { echo "handshake\n"; return true; });
');
$client = $server->ws();
$client->text('hi');
echo $client->message(), "\n";
$client->close();
var_dump($client->socket->rest());
unset($client);
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
hi
string(0) ""
handshake
open
message hi
string(2) "hi"
