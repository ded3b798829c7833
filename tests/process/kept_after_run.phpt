--TEST--
Connections, requests and timers that were kept are usable after run()
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onOpen: function ($c, $r) use (&$conn, &$request) { $conn = $c; $request = $r; });
    $server->http("GET", "/stop", function () use ($server) { $server->stop(0.2); return ""; });
    $timer = $server->every(0.01, fn () => 0);
    $server->run();
    var_dump($conn->isOpen(), $conn->send("x"), $conn->request()->path, $request->isEstablished(), $request->header("host"), count($server->connections()), $server->stats()["connections"]);
    $timer->cancel();
    unset($server);
    var_dump($conn->isOpen(), $conn->send("x"), $conn->id !== "");
    $conn->close();
    unset($conn, $request, $timer);
    gc_collect_cycles();
    exit(0);
');
$client = $server->ws();
$server->http('GET', '/stop');
var_dump($server->wait());
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
int(0)
bool(false)
bool(false)
string(1) "/"
bool(false)
string(9) "localhost"
int(0)
int(0)
bool(false)
bool(false)
bool(true)
