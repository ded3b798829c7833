--TEST--
after(): counts from the call, also when PHP has worked for long since the turn began
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
$server->after(0, function () use ($server) {
    usleep(80000);
    $start = microtime(true);
    $server->after(0.05, function () use ($server, $start) {
        echo microtime(true) - $start >= 0.045 ? "in time\n" : "early\n";
        $server->stop();
    });
});
$server->run();
?>
--EXPECTF--
ready %s
in time
