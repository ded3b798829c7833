--TEST--
Timers that are active when run() ends go on in the next run()
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
$until = 3;
$server->every(0.01, function () use (&$ticks, &$until, $server) { if (++$ticks >= $until) { $server->stop(); } });
$late = $server->after(1000, fn () => print "never\n");
$server->run();
var_dump($ticks >= 3, $late->isActive());
$until = $ticks + 3; /* on a busy machine it may tick once more while it stops */
$server->run();
var_dump($ticks >= $until);
$late->cancel();
?>
--EXPECTF--
ready %s
bool(true)
bool(true)
ready %s
bool(true)
