--TEST--
every(): calls that fall into a suspended one are skipped, not stacked
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
$server->every(0.01, function () use (&$calls, &$running, &$last, $server) {
    if (++$running > 1 || ($last !== null && microtime(true) - $last < 0.09)) {
        echo "stacked\n";
    }
    $last = microtime(true);
    Rtws\delay(0.1);
    $running--;
    if (++$calls === 3) {
        $server->stop();
    }
});
$server->run();
var_dump($calls);
?>
--EXPECTF--
ready %s
int(3)
