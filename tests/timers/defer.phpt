--TEST--
defer(): in the next turn, in order, before any timer; what is deferred inside comes a turn later
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
$server->after(0.01, function () use ($server) {
    foreach ([1, 2, 3] as $i) {
        $server->defer(function () use ($i, $server) {
            echo "deferred $i\n";
            $server->defer(fn () => print "inside $i\n");
        });
    }
    echo "timer\n";
});
$server->after(0.05, $server->stop(...));
$server->run();
?>
--EXPECTF--
ready %s
timer
deferred 1
deferred 2
deferred 3
inside 1
inside 2
inside 3
