--TEST--
RtServer: an option of the wrong type is refused by name
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

foreach ([['origins' => 5], ['origins' => []], ['origins' => ['a', 5]], ['origins' => ''], ['heartbeat' => true],
    ['heartbeat' => ['timeout' => '5']], ['limits' => 5], ['limits' => ['message' => '5']],
    ['limits' => ['body' => 1.5]], ['limits' => ['idle_timeout' => null]], ['slow_consumer' => 1],
    ['reuse_port' => 1], ['backlog' => true], ['server_id' => 5], ['log' => 5], ['log' => '']] as $options) {
    attempt(fn () => new RtServer(options: $options));
}
attempt(fn () => new RtServer(options: 5));
?>
--EXPECT--
Rtws\InvalidOption: Option "origins" must be a string or a list of strings, 5 given
Rtws\InvalidOption: Option "origins" must be a string or a list of strings, array given
Rtws\InvalidOption: Option "origins" must be a string or a list of strings, array given
Rtws\InvalidOption: Option "origins" must be a string or a list of strings, "" given
Rtws\InvalidOption: Option "heartbeat" must be false or an array, bool given
Rtws\InvalidOption: Option "heartbeat.timeout" must be a number of seconds between 0.05 and 86400, "5" given
Rtws\InvalidOption: Option "limits" must be an array, 5 given
Rtws\InvalidOption: Option "limits.message" must be an int between 1 and 1073741824, "5" given
Rtws\InvalidOption: Option "limits.body" must be an int between 0 and 1073741824, 1.5 given
Rtws\InvalidOption: Option "limits.idle_timeout" must be a number of seconds between 0 and 86400, null given
Rtws\InvalidOption: Option "slow_consumer" must be "close", "drop-oldest" or "drop-newest", 1 given
Rtws\InvalidOption: Option "reuse_port" must be a bool, 1 given
Rtws\InvalidOption: Option "backlog" must be an int between 1 and 1048576, bool given
Rtws\InvalidOption: Option "server_id" must be a string that is not empty, 5 given
Rtws\InvalidOption: Option "log" must be a callable, a file name, "stderr", "stdout", "off" or null, 5 given
Rtws\InvalidOption: Option "log" must be a callable, a file name, "stderr", "stdout", "off" or null, "" given
TypeError: Rtws\RtServer::__construct(): Argument #3 ($options) must be of type array, int given
