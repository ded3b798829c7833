--TEST--
The classes: final, not clonable, not serialisable, readonly and without dynamic properties
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\{RtServer, Request, Response, Timer, Connection};

foreach ([RtServer::class, Request::class, Response::class, Timer::class, Connection::class] as $class) {
    $r = new ReflectionClass($class);
    echo $class, $r->isFinal() ? ' final' : '', $r->isInstantiable() ? ' instantiable' : '', "\n";
}
$server = new RtServer();
$timer = $server->after(1, fn () => 0);
attempt(fn () => clone $server);
attempt(fn () => clone $timer);
attempt(fn () => serialize($server));
attempt(fn () => serialize($timer));
attempt(fn () => serialize(new Response()));
attempt(fn () => unserialize('O:13:"Rtws\RtServer":0:{}'));
attempt(fn () => $server->port = 1);
attempt(fn () => $server->other = 1);
attempt(fn () => $timer->other = 1);
$response = new Response();
attempt(fn () => $response->other = 1);
attempt(fn () => $response->status = 404);
attempt(fn () => $server->__construct());
attempt(fn () => $server == new RtServer());
?>
--EXPECT--
Rtws\RtServer final instantiable
Rtws\Request final
Rtws\Response final instantiable
Rtws\Timer final
Rtws\Connection
Error: Trying to clone an uncloneable object of class Rtws\RtServer
Error: Trying to clone an uncloneable object of class Rtws\Timer
Exception: Serialization of 'Rtws\RtServer' is not allowed
Exception: Serialization of 'Rtws\Timer' is not allowed
Exception: Serialization of 'Rtws\Response' is not allowed
Exception: Unserialization of 'Rtws\RtServer' is not allowed
Error: Cannot modify readonly property Rtws\RtServer::$port
Error: Cannot create dynamic property Rtws\RtServer::$other
Error: Cannot create dynamic property Rtws\Timer::$other
Error: Cannot create dynamic property Rtws\Response::$other
Error: Cannot modify readonly property Rtws\Response::$status
Rtws\IllegalState: An RtServer cannot be constructed twice
false
