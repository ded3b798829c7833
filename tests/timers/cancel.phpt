--TEST--
cancel(): before it fires nothing comes; twice, and after it has fired, is nothing; isActive() tells
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
$never = $server->after(0.01, fn () => print "never\n");
$before = $server->every(0.01, fn () => print "never either\n");
$before->cancel();
$fired = $server->after(0.01, fn () => print "fired\n");
$server->after(0, function () use ($never) {
    $never->cancel();
    $never->cancel();
});
/* two that are due in one turn: the first cancels the second */
$server->after(0.02, function () use ($server, &$second) {
    $server->after(0.001, function () use (&$second) { echo "first\n"; $second->cancel(); });
    $second = $server->after(0.002, fn () => print "second\n");
    usleep(10000);
});
$server->after(0.08, function () use ($server, $never, $before, $fired) {
    var_dump($never->isActive(), $before->isActive(), $fired->isActive());
    $fired->cancel();
    $server->stop();
});
var_dump($never->isActive(), $before->isActive(), $fired->isActive());
$server->run();
?>
--EXPECTF--
bool(true)
bool(false)
bool(true)
ready %s
fired
first
bool(false)
bool(false)
bool(false)
