--TEST--
RtServer: what cannot be a Unix socket is a ValueError, options that do not fit an InvalidOption
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

foreach (['unix://', 'unix:///', 'unix://app.sock', 'unix://@', "unix:///tmp/a\nb", 'unix:///' . str_repeat('x', 107)] as $host) {
    attempt(fn () => new RtServer($host));
}
attempt(fn () => new RtServer('unix:///' . str_repeat('x', 106)));
attempt(fn () => new RtServer('unix:///tmp/a', 9000));
attempt(fn () => (new RtServer('unix:///tmp/a', 8080))->port);
attempt(fn () => (new RtServer('unix:///tmp/a', 0))->host);
attempt(fn () => new RtServer('unix:///tmp/a', 0, ['socket_mode' => 01777]));
attempt(fn () => new RtServer('unix:///tmp/a', 0, ['socket_mode' => '0660']));
attempt(fn () => new RtServer('unix:///tmp/a', 0, ['reuse_port' => true]));
?>
--EXPECT--
ValueError: Rtws\RtServer::__construct(): Argument #1 ($host) must be unix:// with an absolute path or @name, "unix://" given
ValueError: Rtws\RtServer::__construct(): Argument #1 ($host) must be unix:// with an absolute path or @name, "unix:///" given
ValueError: Rtws\RtServer::__construct(): Argument #1 ($host) must be unix:// with an absolute path or @name, "unix://app.sock" given
ValueError: Rtws\RtServer::__construct(): Argument #1 ($host) must be unix:// with an absolute path or @name, "unix://@" given
ValueError: Rtws\RtServer::__construct(): Argument #1 ($host) must not contain control characters
ValueError: Rtws\RtServer::__construct(): Argument #1 ($host) must be a Unix socket's path of at most 107 bytes, it has 108
Rtws\RtServer
ValueError: Rtws\RtServer::__construct(): Argument #2 ($port) must be 0 or left out with a Unix socket, 9000 given
0
"unix:\/\/\/tmp\/a"
Rtws\InvalidOption: Option "socket_mode" must be an int between 0 and 511, 1023 given
Rtws\InvalidOption: Option "socket_mode" must be an int between 0 and 511, "0660" given
Rtws\InvalidOption: Option "reuse_port" has no meaning on unix:///tmp/a: only one process can listen on a Unix socket
