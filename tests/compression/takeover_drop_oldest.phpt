--TEST--
compression.takeover with slow_consumer drop-oldest is refused where the two come together
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

$takeover = ['compression' => ['takeover' => true]];
$dropping = ['slow_consumer' => 'drop-oldest'];
echo "fine:\n";
attempt(fn () => new RtServer(options: $takeover + ['slow_consumer' => 'drop-newest']));
attempt(fn () => new RtServer(options: ['compression' => true] + $dropping));
attempt(fn () => (new RtServer(options: $takeover))->ws('/', options: $dropping + ['compression' => ['takeover' => false]]));
attempt(fn () => (new RtServer(options: $takeover))->ws('/', options: $dropping + ['compression' => false]));
echo "an endpoint:\n";
attempt(fn () => (new RtServer())->ws('/', options: $takeover + $dropping));
attempt(fn () => (new RtServer(options: $takeover))->ws('/', options: $dropping));
attempt(fn () => (new RtServer(options: $dropping))->ws('/', options: $takeover));
attempt(fn () => (new RtServer(options: $takeover))->ws('/', options: $dropping + ['compression' => ['level' => 1]]));
echo "the server:\n";
attempt(fn () => (new RtServer(options: $takeover + $dropping))->ws('/'));
attempt(fn () => new RtServer(options: $takeover + $dropping));
?>
--EXPECT--
fine:
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
an endpoint:
Rtws\InvalidOption: Option "compression.takeover" cannot be combined with slow_consumer "drop-oldest"
Rtws\InvalidOption: Option "compression.takeover" cannot be combined with slow_consumer "drop-oldest"
Rtws\InvalidOption: Option "compression.takeover" cannot be combined with slow_consumer "drop-oldest"
Rtws\InvalidOption: Option "compression.takeover" cannot be combined with slow_consumer "drop-oldest"
the server:
Rtws\InvalidOption: Option "compression.takeover" cannot be combined with slow_consumer "drop-oldest"
Rtws\InvalidOption: Option "compression.takeover" cannot be combined with slow_consumer "drop-oldest"
