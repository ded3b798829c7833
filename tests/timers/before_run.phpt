--TEST--
Timers made before run() count from run() on
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
$server->after(0.03, function () use (&$started) { echo microtime(true) - $started >= 0.025 ? "in time\n" : "early\n"; });
$server->after(0.06, $server->stop(...));
usleep(50000);
$started = microtime(true);
$server->run();
?>
--EXPECTF--
ready %s
in time
