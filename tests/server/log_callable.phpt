--TEST--
The option log: a callable gets level and message, and runs like a handler
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/", fn () => throw new Exception("for the callable"));
    ', '["log" => function (string $level, string $message) {
        Rtws\delay(0);
        echo "[$level] ", strtok($message, "\n"), "\n";
    }]');
$server->http('GET', '/');
var_dump($server->await('/^\[error\] uncaught in an HTTP route: Exception: for the callable in .*$/m'));
var_dump($server->await('/^\[info\] rtws /m'));
$server->stop();
echo $server->err;
?>
--EXPECT--
bool(true)
bool(true)
