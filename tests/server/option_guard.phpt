--TEST--
limits.send_memory and watchdog: what is out of range is refused, false and 0 are none
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

foreach ([['limits' => ['send_memory' => -1]], ['limits' => ['send_memory' => false]], ['watchdog' => true], ['watchdog' => -1],
    ['limits' => ['max_handler_time' => 86401]], ['limits' => ['send_memory' => 0, 'max_handler_time' => false]],
    ['watchdog' => false], ['watchdog' => 0], ['watchdog' => 2.5, 'limits' => ['send_memory' => 1 << 30, 'max_handler_time' => 60]]] as $options) {
    attempt(fn () => new RtServer(options: $options));
}
?>
--EXPECT--
Rtws\InvalidOption: Option "limits.send_memory" must be an int between 0 and 1099511627776, -1 given
Rtws\InvalidOption: Option "limits.send_memory" must be an int between 0 and 1099511627776, bool given
Rtws\InvalidOption: Option "watchdog" must be a number of seconds between 0 and 86400, bool given
Rtws\InvalidOption: Option "watchdog" must be a number of seconds between 0 and 86400, -1 given
Rtws\InvalidOption: Option "limits.max_handler_time" must be a number of seconds between 0 and 86400, 86401 given
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
