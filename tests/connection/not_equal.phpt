--TEST--
Connection: two connections are neither === nor ==
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $all = [];
    $server->ws("/", onMessage: function ($c, $m) use (&$all) {
        $all[] = $c;
        $c->send(count($all) . var_export($all[0] == $c, true) . var_export($all[0] === $c, true) . var_export(in_array($c, array_slice($all, 0, -1)), true));
    });
');
$a = $server->ws();
$b = $server->ws();
foreach ([$a, $b] as $client) {
    $client->text('');
    echo $client->message(), "\n";
}
unset($a, $b, $client);
$server->stop();
?>
--EXPECT--
1truetruefalse
2falsefalsefalse
