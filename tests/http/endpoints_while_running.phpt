--TEST--
http() and ws() in a running server: they serve from then on
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/add", function () use ($server) {
        $server->http("GET", "/new", fn () => "new route");
        $server->ws("/ws", onMessage: fn ($c, $m) => $c->send("new $m"));
        return "added";
    });
');
echo $server->http('GET', '/new')->status, "\n", $server->http('GET', '/add')->body, "\n", $server->http('GET', '/new')->body, "\n";
$client = $server->ws('/ws');
$client->text('endpoint');
echo $client->message(), "\n";
unset($client);
$server->stop();
?>
--EXPECT--
404
added
new route
new endpoint
