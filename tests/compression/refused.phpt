--TEST--
option compression: what cannot be is refused at construction
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

foreach ([1, 'yes', null, ['level' => 0], ['level' => 10], ['level' => '6'], ['memory' => 0], ['memory' => 10], ['threshold' => -1], ['takeover' => 1],
    ['window' => 15], ['on' => true], true, false, [], ['level' => 1, 'memory' => 9, 'threshold' => 0, 'takeover' => true]] as $compression) {
    attempt(fn () => new RtServer(options: ['compression' => $compression]));
}
?>
--EXPECT--
Rtws\InvalidOption: Option "compression" must be a bool or an array, 1 given
Rtws\InvalidOption: Option "compression" must be a bool or an array, "yes" given
Rtws\InvalidOption: Option "compression" must be a bool or an array, null given
Rtws\InvalidOption: Option "compression.level" must be an int between 1 and 9, 0 given
Rtws\InvalidOption: Option "compression.level" must be an int between 1 and 9, 10 given
Rtws\InvalidOption: Option "compression.level" must be an int between 1 and 9, "6" given
Rtws\InvalidOption: Option "compression.memory" must be an int between 1 and 9, 0 given
Rtws\InvalidOption: Option "compression.memory" must be an int between 1 and 9, 10 given
Rtws\InvalidOption: Option "compression.threshold" must be an int between 0 and 1073741824, -1 given
Rtws\InvalidOption: Option "compression.takeover" must be a bool, 1 given
Rtws\InvalidOption: Unknown option "compression.window", known are: level, memory, threshold, takeover
Rtws\InvalidOption: Unknown option "compression.on", known are: level, memory, threshold, takeover
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
