--TEST--
Which loop Revolt and React get: ours, unless the program or the settings say otherwise
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('revolt/event-loop', 'react/event-loop');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$say = 'echo get_class(EventLoop::getDriver()), " ", get_class(Loop::get()), "\n";';
echo vendor_run($say);
echo "loaded without autoloading:\n", vendor_run('

    spl_autoload_unregister(spl_autoload_functions()[0]);
    foreach (["LoopInterface", "TimerInterface", "Loop"] as $class) {
        require "' . vendor_dir() . '/react/event-loop/src/$class.php";
    }
    $server = new RtServer("127.0.0.1", 0, ["log" => "off"]);
    $server->on("start", function () use ($server) { echo get_class(Loop::get()), "\n"; $server->stop(); });
    $server->run();
    ');
echo "rtws.install_loops=0:\n", vendor_run($say, ['rtws.install_loops=0']);
echo "REVOLT_DRIVER:\n", vendor_run('putenv("REVOLT_DRIVER=Revolt\EventLoop\Driver\StreamSelectDriver");' . $say);
echo "set by the program:\n", vendor_run('
    EventLoop::setDriver(new Revolt\EventLoop\Driver\StreamSelectDriver());
    Loop::set(new React\EventLoop\StreamSelectLoop());' . $say);
echo "and told of when a server runs:\n", vendor_run('
    EventLoop::setDriver(new Revolt\EventLoop\Driver\StreamSelectDriver());
    React\EventLoop\Factory::create();
    $server = new RtServer("127.0.0.1", 0, ["log" => "off"]);
    $server->on("error", function (Throwable $e) { echo strtok($e->getMessage(), ":"), "\n"; });
    $server->after(0.001, fn () => $server->stop());
    $server->run();');
?>
--EXPECTF--
Rtws\Revolt\Driver Rtws\React\Loop
loaded without autoloading:
Rtws\React\Loop
ready %s
rtws.install_loops=0:
Revolt\EventLoop\Driver\StreamSelectDriver React\EventLoop\StreamSelectLoop
REVOLT_DRIVER:
Revolt\EventLoop\Driver\StreamSelectDriver Rtws\React\Loop
set by the program:
Revolt\EventLoop\Driver\StreamSelectDriver React\EventLoop\StreamSelectLoop
and told of when a server runs:
Revolt has the driver Revolt\EventLoop\Driver\StreamSelectDriver, which does not run while RtServer
React has the loop React\EventLoop\StreamSelectLoop, which does not run while RtServer
ready %s
