--TEST--
A pooled Fiber keeps nothing of the handler before: its variables are freed when it ends
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    class Local { public function __destruct() { echo "freed\n"; } }
    $server->http("GET", "/", function () { $local = new Local; delay(0); return "ended"; });
');
echo $server->http('GET', '/')->body, "\n";
var_dump($server->await('/freed/', 5));
$server->stop();
?>
--EXPECT--
ended
bool(true)
