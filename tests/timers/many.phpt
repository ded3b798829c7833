--TEST--
5000 timers fire, and those that are cancelled do not
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
$fired = 0;
for ($i = 0; $i < 5000; $i++) {
    $timer = $server->after(0.02 + $i % 50 / 1000, function () use (&$fired) { $fired++; });
    if ($i % 5 === 0) {
        $timer->cancel();
    }
}
$server->after(0.2, $server->stop(...));
$server->run();
var_dump($fired);
?>
--EXPECTF--
ready %s
int(4000)
