--TEST--
A defer() that defers itself for ever starves neither clients nor timers
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $again = function () use (&$again, $server, &$turns) { $turns++; $server->defer($again); };
    $server->defer($again);
    $server->every(0.01, function () use (&$ticks) { $ticks++; });
    $server->ws("/", onMessage: function ($c, $m) use (&$turns, &$ticks) { delay(0.03); $c->send("$m " . ($turns > 10 ? "turns " : "") . ($ticks > 0 ? "ticks" : "")); });
');
$client = $server->ws();
foreach (['a', 'b'] as $message) {
    $client->text($message);
    echo $client->message(), "\n";
}
unset($client);
$server->stop();
?>
--EXPECT--
a turns ticks
b turns ticks
