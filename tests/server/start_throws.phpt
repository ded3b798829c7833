--TEST--
on('start'): an exception goes to the log, and the server serves
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->on("start", fn () => throw new RuntimeException("bad start"));
    $server->http("GET", "/", fn () => "fine");
');
echo $server->http('GET', '/')->body, "\n";
var_dump($server->awaitLog('/error: uncaught in [^:]+: RuntimeException: bad start in /'));
$server->stop();
?>
--EXPECT--
fine
bool(true)
