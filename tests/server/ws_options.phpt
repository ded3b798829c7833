--TEST--
ws(): the options of an endpoint are checked like those of the server
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

$server = new Rtws\RtServer();
foreach ([['protocol' => 'chat'], ['protocols' => []], ['protocols' => ['a b']], ['protocols' => ['a', '']],
    ['concurrent' => 1], ['message' => 0], ['send_queue' => 1], ['idle_timeout' => -1], ['heartbeat' => ['interval' => 0]],
    ['slow_consumer' => 'wait'], ['origins' => 1], ['log' => 'off'], [1]] as $options) {
    attempt(fn () => $server->ws('/', onOpen: fn () => 0, options: $options));
}
echo "still free: ";
attempt(fn () => $server->ws('/', onOpen: fn () => 0, options: ['protocols' => 'chat', 'concurrent' => true]));
?>
--EXPECTF--
Rtws\InvalidOption: Unknown option "protocol", did you mean "protocols"?
Rtws\InvalidOption: Option "protocols" must be a string or a list of strings, array given
Rtws\InvalidOption: Option "protocols" must be a list of tokens (RFC 6455 section 4.1: no spaces or separators), array given
Rtws\InvalidOption: Option "protocols" must be a string or a list of strings, array given
Rtws\InvalidOption: Option "concurrent" must be a bool, 1 given
Rtws\InvalidOption: Option "message" must be an int between 1 and 1073741824, 0 given
Rtws\InvalidOption: Option "send_queue" must be an int between 1024 and 1099511627776, 1 given
Rtws\InvalidOption: Option "idle_timeout" must be a number of seconds between 0 and 86400, -1 given
Rtws\InvalidOption: Option "heartbeat.interval" must be a number of seconds between 0.05 and 86400, 0 given
Rtws\InvalidOption: Option "slow_consumer" must be "close", "drop-oldest" or "drop-newest", "wait" given
Rtws\InvalidOption: Option "origins" must be a string or a list of strings, 1 given
Rtws\InvalidOption: Unknown option "log", known are: origins, %sconcurrent
Rtws\InvalidOption: Options are named, but key 0 is a number
still free: Rtws\RtServer
