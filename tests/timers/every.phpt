--TEST--
every(): again and again, not before its time, until it is cancelled in its own callback
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
$start = microtime(true);
$timer = $server->every(0.02, function () use (&$timer, &$count, $start, $server) {
    $count++;
    if (microtime(true) - $start < $count * 0.02 - 0.005) {
        echo "early\n";
    }
    if ($count === 5) {
        var_dump($timer->isActive());
        $timer->cancel();
        var_dump($timer->isActive());
        $server->after(0.1, $server->stop(...));
    }
});
$server->run();
var_dump($count);
?>
--EXPECTF--
ready %s
bool(true)
bool(false)
int(5)
