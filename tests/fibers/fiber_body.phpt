--TEST--
Rtws\fiber_body() is not for direct use
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/attempt.inc';

use function Rtws\fiber_body;

attempt(fn () => fiber_body());
$fiber = new Fiber('Rtws\fiber_body');
attempt(fn () => $fiber->start());
$server = TestServer::start('
    $server->http("GET", "/", function () {
        try { Rtws\fiber_body(); } catch (Error $e) { $said[] = $e->getMessage(); }
        try { (new Fiber("Rtws\\\\fiber_body"))->start(); } catch (Error $e) { $said[] = $e->getMessage(); }
        return implode("\n", $said);
    });
');
echo $server->http('GET', '/')->body, "\n";
$server->stop();
?>
--EXPECT--
Error: Rtws\fiber_body() is not for direct use
Error: Rtws\fiber_body() is not for direct use
Rtws\fiber_body() is not for direct use
Rtws\fiber_body() is not for direct use
