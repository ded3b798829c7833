--TEST--
on(): an unknown event is refused, known ones are chained
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

$server = new Rtws\RtServer();
attempt(fn () => $server->on('started', fn () => 0));
attempt(fn () => $server->on('Start', fn () => 0));
attempt(fn () => $server->on('', fn () => 0));
attempt(fn () => $server->on('start', 'no_such_function'));
attempt(fn () => $server->on('start', fn () => 0)->on('workerStart', fn () => 0)->on('workerStop', fn () => 0)
    ->on('stop', fn () => 0)->on('error', fn () => 0) === $server);
?>
--EXPECT--
ValueError: Rtws\RtServer::on(): Argument #1 ($event) must be "start", "workerStart", "workerStop", "stop", "error", "brokerDown" or "brokerUp", "started" given
ValueError: Rtws\RtServer::on(): Argument #1 ($event) must be "start", "workerStart", "workerStop", "stop", "error", "brokerDown" or "brokerUp", "Start" given
ValueError: Rtws\RtServer::on(): Argument #1 ($event) must be "start", "workerStart", "workerStop", "stop", "error", "brokerDown" or "brokerUp", "" given
TypeError: Rtws\RtServer::on(): Argument #2 ($handler) must be a valid callback, function "no_such_function" not found or invalid function name
true
