--TEST--
Every handler runs in a Fiber, and a handler's own Fibers work
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->on("start", fn () => print "start " . get_debug_type(Fiber::getCurrent()) . "\n");
    $server->defer(fn () => print "defer " . get_debug_type(Fiber::getCurrent()) . "\n");
    $server->http("GET", "/", function () {
        $fiber = new Fiber(function (string $x): string { $y = Fiber::suspend("$x suspended"); delay(0.001); return "$y returned"; });
        $said = [get_debug_type(Fiber::getCurrent()), $fiber->start("first")];
        $fiber->resume("second");
        for ($i = 0; $i < 1000 && !$fiber->isTerminated(); $i++) { delay(0.001); }
        return [...$said, $fiber->getReturn()];
    });
');
echo $server->http('GET', '/')->body, "\n";
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
["Fiber","first suspended","second returned"]
start Fiber
defer Fiber
