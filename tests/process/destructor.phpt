--TEST--
A destructor of what a handler held may use the server
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    class Held { public function __construct(public $server) {} public function __destruct() { echo count($this->server->connections()), " open, destructed\n"; } }
    $server->ws("/", onOpen: function ($c) use ($server) { $c->data = new Held($server); });
');
$client = $server->ws();
$client->close();
var_dump($server->await('/destructed/'));
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
bool(true)
0 open, destructed
