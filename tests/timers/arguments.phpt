--TEST--
Timers: times out of their range are ValueErrors
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

$server = new Rtws\RtServer();
foreach ([0, 0.0009, -1, NAN, INF, 1e10] as $seconds) {
    attempt(fn () => $server->every($seconds, fn () => 0));
}
foreach ([-0.001, NAN, 1e10] as $seconds) {
    attempt(fn () => $server->after($seconds, fn () => 0));
}
attempt(fn () => $server->after('x', fn () => 0));
attempt(fn () => $server->after(1, 'no_such_function'));
attempt(fn () => $server->defer('no_such_function'));
attempt(fn () => $server->every(0.001, 'time'));
attempt(fn () => $server->after(0, 'time'));
attempt(fn () => $server->defer('time'));
attempt(fn () => new Rtws\Timer());
?>
--EXPECT--
ValueError: Rtws\RtServer::every(): Argument #1 ($seconds) must be a number of seconds between 0.001 and 1e9
ValueError: Rtws\RtServer::every(): Argument #1 ($seconds) must be a number of seconds between 0.001 and 1e9
ValueError: Rtws\RtServer::every(): Argument #1 ($seconds) must be a number of seconds between 0.001 and 1e9
ValueError: Rtws\RtServer::every(): Argument #1 ($seconds) must be a number of seconds between 0.001 and 1e9
ValueError: Rtws\RtServer::every(): Argument #1 ($seconds) must be a number of seconds between 0.001 and 1e9
ValueError: Rtws\RtServer::every(): Argument #1 ($seconds) must be a number of seconds between 0.001 and 1e9
ValueError: Rtws\RtServer::after(): Argument #1 ($seconds) must be a number of seconds between 0 and 1e9
ValueError: Rtws\RtServer::after(): Argument #1 ($seconds) must be a number of seconds between 0 and 1e9
ValueError: Rtws\RtServer::after(): Argument #1 ($seconds) must be a number of seconds between 0 and 1e9
TypeError: Rtws\RtServer::after(): Argument #1 ($seconds) must be of type float, string given
TypeError: Rtws\RtServer::after(): Argument #2 ($callback) must be a valid callback, function "no_such_function" not found or invalid function name
TypeError: Rtws\RtServer::defer(): Argument #1 ($callback) must be a valid callback, function "no_such_function" not found or invalid function name
Rtws\Timer
Rtws\Timer
null
Error: Call to private Rtws\Timer::__construct() from global scope
