--TEST--
stop(): after the grace period what still sleeps is unwound, and who still is there dropped
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c) use ($server) { $server->stop(0.3); echo "sleeping\n"; try { delay(60); echo "woken\n"; } finally { echo "unwound ", var_export($c->send("x"), true), "\n"; } });
    $server->http("GET", "/", function () { delay(60); });
    $server->on("stop", fn () => print "stop handler\n");
    $start = microtime(true);
    $server->run();
    echo microtime(true) - $start < 20 ? "after run\n" : "late\n";
    unset($server);
    gc_collect_cycles();
    exit(0);
');
$waiting = new HttpClient($server->port);
$waiting->send('GET', '/');
$client = $server->ws();
$client->text('stop');
var_dump($client->closeCode(), $server->wait(), $waiting->socket->rest());
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
int(1001)
int(0)
string(0) ""
sleeping
stop handler
unwound false
after run
