--TEST--
A Timer need not be kept; one that has fired or was cancelled is freed
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
$server->after(0.02, fn () => print "fired\n");
$refs = [];
$refs['every'] = WeakReference::create($server->every(0.01, function () {}));
$refs['after'] = WeakReference::create($server->after(0.01, function () {}));
$cancelled = $server->every(0.01, function () use (&$cancelled) {});
$refs['cancelled'] = WeakReference::create($cancelled);
$cancelled->cancel();
unset($cancelled);
gc_collect_cycles();
$server->after(0.05, function () use ($server, $refs) {
    gc_collect_cycles();
    foreach ($refs as $name => $ref) {
        echo $name, $ref->get() === null ? " is gone\n" : " is there\n";
    }
    $server->stop();
});
$server->run();
?>
--EXPECTF--
ready %s
fired
every is there
after is gone
cancelled is gone
