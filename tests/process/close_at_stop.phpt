--TEST--
A handler that runs when the server stops may still send; a message sent before the close arrives
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $go = false;
    $server->ws("/", onMessage: function ($c) use (&$go) { $c->send("before"); while (!$go) { delay(0.002); } $c->send("last words"); $go = false; }, onClose: function ($c, $code) { echo "close $code\n"; });
    $server->http("GET", "/", function () use ($server, &$go) { $go = true; while ($go) { delay(0.002); } $server->stop(); return "stopping"; });
');
$client = $server->ws();
$client->text('');
echo $client->message(), "\n", $server->http('GET', '/')->body, "\n", $client->message(), "\n", $code = $client->closeCode(), "\n";
$client->close($code);
unset($client);
var_dump($server->wait());
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
before
stopping
last words
1001
int(0)
close 1001
