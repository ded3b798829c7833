--TEST--
Timers that are active when run() ends go on in the next run()
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
$server->every(0.01, function () use (&$ticks, $server) { if (++$ticks % 3 === 0) { $server->stop(); } });
$late = $server->after(1000, fn () => print "never\n");
$server->run();
var_dump($ticks, $late->isActive());
$server->run();
var_dump($ticks);
$late->cancel();
?>
--EXPECTF--
ready %s
int(3)
bool(true)
ready %s
int(6)
