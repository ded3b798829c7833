--TEST--
Revolt without a server: its loop runs on ours and ends as its own does
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('amphp/amp');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

echo vendor_run('
    echo get_class(EventLoop::getDriver()), "\n";
    Amp\delay(0.001);
    echo "{main} suspended and went on\n";
    EventLoop::unreference(EventLoop::delay(60, fn () => print "not reached\n"));
    EventLoop::delay(0.001, function () { echo "referenced\n"; });
    EventLoop::run();
    echo "nothing is left\n";
    EventLoop::defer(fn () => throw new LogicException("thrown"));
    try {
        EventLoop::run();
    } catch (EventLoop\UncaughtThrowable $e) {
        echo get_class($e->getPrevious()), "\n";
    }
    EventLoop::defer(function () { EventLoop::delay(60, fn () => null); EventLoop::getDriver()->stop(); });
    EventLoop::run();
    echo "stopped\n";
    pcntl_async_signals(true);
    pcntl_signal(10, fn () => print "pcntl\n");
    EventLoop::delay(0.001, function () { exec("kill -10 " . getmypid()); });
    Amp\delay(0.02);
    echo "end\n";
');
?>
--EXPECT--
Rtws\Revolt\Driver
{main} suspended and went on
referenced
nothing is left
LogicException
stopped
pcntl
end
