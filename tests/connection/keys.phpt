--TEST--
Connection: a key of SplObjectStorage and WeakMap, and of arrays by resourceId
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $store = new SplObjectStorage; $map = new WeakMap; $array = [];
    $server->ws("/",
        onOpen: function ($c, $r) use ($store, $map, &$array) { $store[$c] = $r->query["n"]; $map[$c] = $r->query["n"]; $array[$c->resourceId] = $r->query["n"]; },
        onMessage: function ($c) use ($store, $map, &$array) { $c->send($store[$c] . $map[$c] . $array[$c->resourceId] . count($store) . count($map)); },
        onClose: function ($c) use ($store) { unset($store[$c]); });
    $server->http("GET", "/", function () use ($store, $map) { gc_collect_cycles(); return [count($store), count($map)]; });
');
$a = $server->ws('/?n=a');
$b = $server->ws('/?n=b');
foreach ([$a, $b] as $client) {
    $client->text('');
    echo $client->message(), "\n";
}
$a->close();
$a->socket->rest();
echo $server->http('GET', '/')->body, "\n";
unset($a, $b, $client);
$server->stop();
?>
--EXPECT--
aaa22
bbb22
[1,1]
