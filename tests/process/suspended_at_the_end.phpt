--TEST--
Handlers that nobody resumed are unwound at the end of the script at the latest
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $fibers = [];
    $server->http("GET", "/{n}", function ($r) use (&$fibers) { $fibers[] = Fiber::getCurrent(); echo "begin {$r->params["n"]}\n"; try { Fiber::suspend(); } finally { echo "unwound {$r->params["n"]}\n"; } });
    register_shutdown_function(fn () => print "shutdown function\n");
    $server->after(0.3, fn () => $server->stop(0.1));
    $server->run();
    echo "after run\n";
    unset($server);
    gc_collect_cycles();
    exit(0);
');
$clients = [];
foreach (['a', 'b'] as $name) {
    $clients[$name] = new HttpClient($server->port);
    $clients[$name]->send('GET', "/$name");
    $server->await("/^begin $name/m");
}
var_dump($server->wait());
echo preg_replace('/^ready.*\n/', '', $server->out), preg_replace('/^.* info: .*\n/m', '', $server->err);
?>
--EXPECT--
int(0)
begin a
begin b
after run
shutdown function
unwound a
unwound b
