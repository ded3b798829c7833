--TEST--
stop(): the grace period is checked; before run() it is nothing
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
foreach ([-1, NAN, INF, 86401, 'x'] as $grace) {
    attempt(fn () => $server->stop($grace));
}
attempt(fn () => $server->stop());
attempt(fn () => $server->stop(0));
$server->after(0.01, function () use ($server) { echo "running\n"; $server->stop(86400); });
$server->run();
?>
--EXPECTF--
ValueError: Rtws\RtServer::stop(): Argument #1 ($grace) must be a number of seconds between 0 and 86400
ValueError: Rtws\RtServer::stop(): Argument #1 ($grace) must be a number of seconds between 0 and 86400
ValueError: Rtws\RtServer::stop(): Argument #1 ($grace) must be a number of seconds between 0 and 86400
ValueError: Rtws\RtServer::stop(): Argument #1 ($grace) must be a number of seconds between 0 and 86400
TypeError: Rtws\RtServer::stop(): Argument #1 ($grace) must be of type float, string given
null
null
ready %s
running
