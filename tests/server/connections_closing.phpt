--TEST--
connections() and connection(): one that the server has closed is not open any more
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c) use ($server) {
        echo count($server->connections()), " ", var_export($server->connection($c->id) === $c, true), "\n";
        $c->close();
        echo count($server->connections()), " ", var_export($server->connection($c->id), true), "\n";
    });
');
$client = $server->ws();
$client->text('close');
$client->closeCode();
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
1 true
0 NULL
