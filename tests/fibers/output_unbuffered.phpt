--TEST--
Output of a handler is in the pipe while the handler still runs
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c, $m) {
        echo "echo\n"; print("print\n"); var_dump("dump"); printf("%s\n", "printf");
        for ($end = microtime(true) + 30; microtime(true) < $end && !file_exists($m);) {
            clearstatcache();
        }
        $c->send("done");
    });
');
$file = tempnam(sys_get_temp_dir(), 'rtws-go-');
unlink($file);
$client = $server->ws();
$client->text($file);
var_dump($server->await('/^echo\nprint\nstring\(4\) "dump"\nprintf\n/m', 20));
touch($file);
var_dump($client->message(), $client->socket->isSilent(0.05));
unlink($file);
unset($client);
$server->stop();
?>
--EXPECT--
bool(true)
string(4) "done"
bool(true)
