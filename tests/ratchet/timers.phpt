--TEST--
Ratchet: timers of React's loop without react/event-loop: periodic, once, cancelled in their own callback, ticks in order
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';

$server = ratchetServer('
    var_dump(React\EventLoop\Factory::create() === Loop::get());
    $n = 0;
    $begin = fn () => Loop::addPeriodicTimer(0.01, function (React\EventLoop\TimerInterface $timer) use (&$n) {
        echo "periodic ", ++$n, "\n";
        if ($n === 3) {
            Loop::cancelTimer($timer);
            Loop::addTimer(0.03, fn () => print("end\n"));
        }
    });
    $never = Loop::addPeriodicTimer(0.01, fn () => print("cancelled before\n"));
    echo json_encode([$never->getInterval(), $never->isPeriodic(), is_callable($never->getCallback())]), "\n";
    Loop::cancelTimer($never);
    Loop::cancelTimer(Loop::addTimer(0.001, fn () => print("cancelled before\n")));
    Loop::addTimer(0, function () use ($begin) {
        foreach ([1, 2, 3] as $i) {
            Loop::futureTick(fn () => print("tick $i\n"));
        }
        Loop::futureTick($begin);
    });
    Loop::futureTick(fn () => print("first tick\n"));
    $cancelled = Loop::addTimer(1, fn () => print("cancelled while it runs\n"));
    Loop::addTimer(0.001, fn () => Loop::cancelTimer($cancelled));
    $app = new App("localhost", 0);
    $app->route("/", new Told, ["*"]);
    $app->run();
    echo "stopped\n";
');
$server->await('/^end$/m');
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
bool(true)
[0.01,true,true]
first tick
tick 1
tick 2
tick 3
periodic 1
periodic 2
periodic 3
end
stopped
