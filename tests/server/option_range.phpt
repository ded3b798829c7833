--TEST--
RtServer: an option out of its range is refused, its limits are taken
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

foreach ([['heartbeat' => ['interval' => 0]], ['heartbeat' => ['timeout' => 86401]], ['limits' => ['connections' => 0]],
    ['limits' => ['message' => 0]], ['limits' => ['send_queue' => 1023]], ['limits' => ['header' => 511]],
    ['limits' => ['body' => -1]], ['limits' => ['handshake_timeout' => 0.01]], ['limits' => ['idle_timeout' => -1]],
    ['limits' => ['fibers' => 0]], ['slow_consumer' => 'panic'], ['backlog' => 0], ['backlog' => PHP_INT_MAX],
    ['server_id' => 'a b'], ['server_id' => str_repeat('x', 64)]] as $options) {
    attempt(fn () => new RtServer(options: $options));
}
try {
    new RtServer(options: ['limits' => ['idle_timeout' => NAN]]);
} catch (Rtws\InvalidOption $e) {
    echo "NAN is refused\n";
}
foreach ([['heartbeat' => ['interval' => 0.05, 'timeout' => 86400]], ['heartbeat' => false],
    ['limits' => ['connections' => 1, 'message' => 1 << 30, 'send_queue' => 1024, 'header' => 512, 'body' => 0,
        'handshake_timeout' => 0.05, 'idle_timeout' => 0, 'fibers' => 1]], ['backlog' => 1],
    ['server_id' => str_repeat('x', 63)], ['origins' => ['a', 'https://b.example']], ['log' => null]] as $options) {
    attempt(fn () => new RtServer(options: $options));
}
?>
--EXPECT--
Rtws\InvalidOption: Option "heartbeat.interval" must be a number of seconds between 0.05 and 86400, 0 given
Rtws\InvalidOption: Option "heartbeat.timeout" must be a number of seconds between 0.05 and 86400, 86401 given
Rtws\InvalidOption: Option "limits.connections" must be an int between 1 and 100000000, 0 given
Rtws\InvalidOption: Option "limits.message" must be an int between 1 and 1073741824, 0 given
Rtws\InvalidOption: Option "limits.send_queue" must be an int between 1024 and 1099511627776, 1023 given
Rtws\InvalidOption: Option "limits.header" must be an int between 512 and 1048576, 511 given
Rtws\InvalidOption: Option "limits.body" must be an int between 0 and 1073741824, -1 given
Rtws\InvalidOption: Option "limits.handshake_timeout" must be a number of seconds between 0.05 and 86400, 0.01 given
Rtws\InvalidOption: Option "limits.idle_timeout" must be a number of seconds between 0 and 86400, -1 given
Rtws\InvalidOption: Option "limits.fibers" must be an int between 1 and 1000000, 0 given
Rtws\InvalidOption: Option "slow_consumer" must be "close", "drop-oldest" or "drop-newest", "panic" given
Rtws\InvalidOption: Option "backlog" must be an int between 1 and 1048576, 0 given
Rtws\InvalidOption: Option "backlog" must be an int between 1 and 1048576, 9223372036854775807 given
Rtws\InvalidOption: Option "server_id" must be at most 63 letters, digits, dots, dashes and underscores, "a b" given
Rtws\InvalidOption: Option "server_id" must be at most 63 letters, digits, dots, dashes and underscores, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" given
NAN is refused
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
