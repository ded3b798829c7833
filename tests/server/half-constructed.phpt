--TEST--
RtServer: an object whose constructor threw refuses every call
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

class Keeper
{
    public static ?RtServer $kept = null;
}
/* the log callable sees the object only if it is given away: reflection does that */
$kept = (new ReflectionClass(RtServer::class));
attempt(fn () => $kept->newInstanceWithoutConstructor());
attempt(fn () => new RtServer('127.0.0.1', 0, ['log' => 'off', 'backlog' => 0]));
attempt(fn () => new RtServer('127.0.0.1', 0, ['log' => '/dev/null', 'limits' => ['fibers' => 0]]));
?>
--EXPECT--
ReflectionException: Class Rtws\RtServer is an internal class marked as final that cannot be instantiated without invoking its constructor
Rtws\InvalidOption: Option "backlog" must be an int between 1 and 1048576, 0 given
Rtws\InvalidOption: Option "limits.fibers" must be an int between 1 and 1000000, 0 given
