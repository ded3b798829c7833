--TEST--
RtServer: a bad host or port is a ValueError
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

foreach (['', str_repeat('x', 256), "a\0b", '[]'] as $host) {
    attempt(fn () => new RtServer($host));
}
foreach ([-1, 65536, 'x'] as $port) {
    attempt(fn () => new RtServer('127.0.0.1', $port));
}
?>
--EXPECT--
ValueError: Rtws\RtServer::__construct(): Argument #1 ($host) must be an address or a host name
ValueError: Rtws\RtServer::__construct(): Argument #1 ($host) must be an address or a host name
ValueError: Rtws\RtServer::__construct(): Argument #1 ($host) must not contain any null bytes
ValueError: Rtws\RtServer::__construct(): Argument #1 ($host) must be an address or a host name
ValueError: Rtws\RtServer::__construct(): Argument #2 ($port) must be between 0 and 65535, -1 given
ValueError: Rtws\RtServer::__construct(): Argument #2 ($port) must be between 0 and 65535, 65536 given
TypeError: Rtws\RtServer::__construct(): Argument #2 ($port) must be of type int, string given
