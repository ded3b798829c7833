--TEST--
request(): also of a connection whose endpoint has no handlers
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/ws");
    $server->http("GET", "/", fn () => array_map(fn ($c) => $c->request()->path . " " . $c->remoteAddress, array_values($server->connections())));
');
$client = $server->ws('/ws');
echo $server->http('GET', '/')->body, "\n";
unset($client);
$server->stop();
?>
--EXPECT--
["\/ws 127.0.0.1"]
