--TEST--
A server that never ran, or could not, is collected with its handlers and timers
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => fn () => 0]);
$server->ws('/', onMessage: fn () => $server)->http('GET', '/', fn () => $server)->on('start', fn () => $server);
$server->every(1, fn () => $server);
$ref = WeakReference::create($server);
unset($server);
gc_collect_cycles();
var_dump($ref->get());
?>
--EXPECT--
NULL
