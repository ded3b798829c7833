--TEST--
An exception in a timer is logged, and the timer goes on
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->every(0.01, function () use (&$n) { $n++; echo "call $n\n"; if ($n === 1) { throw new RuntimeException("first call"); } if ($n === 2) { delay(0.001); strlen([]); } });
    $server->defer(fn () => throw new LogicException("deferred"));
');
var_dump($server->await('/^call 4$/m'));
$server->stop();
echo preg_match_all('/ error: uncaught in [^:]*: (RuntimeException: first call|TypeError: strlen|LogicException: deferred)/', $server->err), "\n";
?>
--EXPECT--
bool(true)
3
