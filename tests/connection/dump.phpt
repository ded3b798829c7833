--TEST--
Connection: var_dump(), print_r(), json_encode() and (array) show its properties
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c) {
        $c->own = "dynamic";
        ob_start(); var_dump($c); print_r($c); $text = ob_get_clean();
        $c->send([substr_count($text, "dynamic"), substr_count($text, "resourceId"), array_keys((array) $c), array_keys(get_object_vars($c)), json_decode(json_encode($c))->own]);
    });
');
$client = $server->ws();
$client->text('');
echo $client->message(), "\n";
unset($client);
$server->stop();
?>
--EXPECT--
[2,2,["id","resourceId","remoteAddress","protocol","userId","data","own"],["id","resourceId","remoteAddress","protocol","userId","data","own"],"dynamic"]
