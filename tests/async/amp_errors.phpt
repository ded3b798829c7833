--TEST--
What callbacks of Revolt throw, and futures that nobody awaits, go to on('error'); the server lives
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

$code = '
    $server->http("GET", "/", function () {
        EventLoop::queue(fn () => throw new LogicException("queued"));
        EventLoop::delay(0, fn () => throw new LogicException("delayed"));
        EventLoop::defer(function () { Amp\delay(0.001); throw new LogicException("suspended"); });
        Amp\async(fn () => throw new LogicException("abandoned"));
        Amp\delay(0.02);
        return "alive";
    });
';
$server = vendor_server($code . '$server->on("error", function (Throwable $e) {
    Amp\delay(0.001);
    echo get_class($e), ": ", strtok($e->getMessage(), ";"), "\n";
});');
echo $server->http('GET', '/')->body, "\n";
$server->await('/(^(Amp|Logic).*\n){4}/m');
$server->stop();
$lines = explode("\n", trim(preg_replace('/^ready.*\n/', '', $server->out)));
sort($lines);
print_r($lines);

echo "Without on('error'), in the log:\n";
$server = vendor_server($code);
echo $server->http('GET', '/')->body, "\n";
$server->awaitLog('/suspended/');
$server->stop();
preg_match_all('/error: (uncaught in a callback of an event loop: \S+ \w+)/', $server->err, $lines);
sort($lines[1]);
print_r($lines[1]);

echo "A handler of one's own stays:\n";
$server = vendor_server('EventLoop::setErrorHandler(function (Throwable $e) { echo "own: ", $e->getMessage(), "\n"; });
    $server->http("GET", "/", function () {
        EventLoop::queue(fn () => throw new LogicException("queued"));
        Amp\delay(0);
        return "alive";
    });');
echo $server->http('GET', '/')->body, "\n";
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
alive
Array
(
    [0] => Amp\Future\UnhandledFutureError: Unhandled future: LogicException: "abandoned"
    [1] => LogicException: delayed
    [2] => LogicException: queued
    [3] => LogicException: suspended
)
Without on('error'), in the log:
alive
Array
(
    [0] => uncaught in a callback of an event loop: LogicException: abandoned
    [1] => uncaught in a callback of an event loop: LogicException: delayed
    [2] => uncaught in a callback of an event loop: LogicException: queued
    [3] => uncaught in a callback of an event loop: LogicException: suspended
)
A handler of one's own stays:
alive
own: queued
