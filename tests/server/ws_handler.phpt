--TEST--
ws(): a handler that is a closure, has no methods or comes with callables is refused
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

class Nothing
{
    private function onMessage() {}
    protected function onOpen() {}
    public function onmesage() {}
}

class Something
{
    public function onMessage() {}
}

$server = new Rtws\RtServer();
attempt(fn () => $server->ws('/', fn () => 0));
attempt(fn () => $server->ws('/', new Nothing()));
attempt(fn () => $server->ws('/', new Something(), onOpen: fn () => 0));
attempt(fn () => $server->ws('/', new Something(), handshake: fn () => true));
attempt(fn () => $server->ws('/', 'strlen'));
attempt(fn () => $server->ws('/', onOpen: 'no_such_function'));
attempt(fn () => $server->ws('/', onText: fn () => 0));
attempt(fn () => $server->ws('/', new Something()) === $server);
attempt(fn () => $server->ws('/nobody') === $server);
?>
--EXPECT--
ValueError: Rtws\RtServer::ws(): Argument #2 ($handler) must have at least one public method of onOpen, onMessage, onClose, onError, onPong and handshake, Closure has none; name the argument to pass a function: onMessage: fn ...
ValueError: Rtws\RtServer::ws(): Argument #2 ($handler) must have at least one public method of onOpen, onMessage, onClose, onError, onPong and handshake, Nothing has none
ValueError: Rtws\RtServer::ws(): Argument #2 ($handler) must be null when callables are given: either a component or callables
ValueError: Rtws\RtServer::ws(): Argument #2 ($handler) must be null when callables are given: either a component or callables
TypeError: Rtws\RtServer::ws(): Argument #2 ($handler) must be of type ?object, string given
TypeError: Rtws\RtServer::ws(): Argument #3 ($onOpen) must be a valid callback or null, function "no_such_function" not found or invalid function name
Error: Unknown named parameter $onText
true
true
