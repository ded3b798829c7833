--TEST--
Connection: freed after onClose when nobody holds it, with everything that hangs on it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    class Thing { public $conn; public function __destruct() { echo "thing gone\n"; } }
    $refs = [];
    $server->ws("/", 
        onOpen: function ($c) use (&$refs) { $refs[] = WeakReference::create($c); $c->data = new Thing; $c->self = $c; },
        onMessage: function ($c) { $c->data->conn = $c; },
        onClose: function ($c) { echo "close\n"; unset($c->self); unset($c->data->conn); });
    $server->ws("/plain", onOpen: function ($c) use (&$refs) { $refs[] = WeakReference::create($c); });
    $server->ws("/cycle", onOpen: function ($c) use (&$refs) { $refs[] = WeakReference::create($c); $c->self = $c; });
    $server->http("GET", "/alive", function () use (&$refs) { return array_map(fn ($r) => $r->get() !== null, $refs); });
    $server->http("GET", "/collect", fn () => (string) (gc_collect_cycles() > 0));
');
$clients = [$server->ws('/'), $server->ws('/plain'), $server->ws('/cycle')];
$clients[0]->text('');
echo $server->http('GET', '/alive')->body, "\n";
foreach ($clients as $client) {
    $client->close();
    $client->socket->rest();
}
$server->await('/thing gone/');
echo $server->http('GET', '/alive')->body, "\n";
$server->http('GET', '/collect');
echo $server->http('GET', '/alive')->body, "\n";
unset($client, $clients);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
[true,true,true]
[false,false,true]
[false,false,false]
close
thing gone
