--TEST--
RtServer: an unknown option is refused, and the nearest known one named
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

foreach ([['orgins' => '*'], ['limits' => ['mesage' => 1]], ['heartbeat' => ['intervall' => 1]], ['zzzzzzzz' => 1],
    ['limits' => ['message' => 1, 'zzzzzzzz' => 1]], ['Log' => 'off'], [7 => 'off']] as $options) {
    attempt(fn () => new RtServer(options: $options));
}
var_dump(is_subclass_of('Rtws\InvalidOption', 'ValueError'), is_subclass_of('Rtws\InvalidOption', 'Rtws\Exception'));
?>
--EXPECTF--
Rtws\InvalidOption: Unknown option "orgins", did you mean "origins"?
Rtws\InvalidOption: Unknown option "limits.mesage", did you mean "limits.message"?
Rtws\InvalidOption: Unknown option "heartbeat.intervall", did you mean "heartbeat.interval"?
Rtws\InvalidOption: Unknown option "zzzzzzzz", known are: origins, %slog, %s
Rtws\InvalidOption: Unknown option "limits.zzzzzzzz", known are: connections, %sfibers
Rtws\InvalidOption: Unknown option "Log", did you mean "log"?
Rtws\InvalidOption: Options are named, but key 7 is a number
bool(true)
bool(true)
