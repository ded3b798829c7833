--TEST--
files(): bad prefixes, directories and options are refused
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

$server = new Rtws\RtServer();
attempt(fn () => $server->files('x', __DIR__));
attempt(fn () => $server->files('/{a}', __DIR__));
attempt(fn () => $server->files('/', '/no/such/directory'));
attempt(fn () => $server->files('/', '/dev/null'));
attempt(fn () => $server->files('/', "/tmp\0"));
foreach ([['indx' => 'a'], ['index' => ''], ['index' => 'a/b'], ['index' => 5], ['cache' => -1], ['cache' => '5'],
    ['cache' => 366 * 86400 + 1]] as $options) {
    attempt(fn () => $server->files('/', __DIR__, $options));
}
attempt(fn () => $server->files('/', __DIR__) === $server);
attempt(fn () => $server->files('/', __DIR__));
?>
--EXPECT--
ValueError: Rtws\RtServer::files(): Argument #1 ($prefix) must be a path: it must begin with '/', "x" given
ValueError: Rtws\RtServer::files(): Argument #1 ($prefix) must not hold {placeholders}
ValueError: Rtws\RtServer::files(): Argument #2 ($directory) must be a directory, "/no/such/directory" is none
ValueError: Rtws\RtServer::files(): Argument #2 ($directory) must be a directory, "/dev/null" is none
ValueError: Rtws\RtServer::files(): Argument #2 ($directory) must not contain any null bytes
Rtws\InvalidOption: Unknown option "indx", did you mean "index"?
Rtws\InvalidOption: Option "index" must be a string that is not empty, "" given
Rtws\InvalidOption: Option "index" must be the name of a file, without '/', "a/b" given
Rtws\InvalidOption: Option "index" must be a string that is not empty, 5 given
Rtws\InvalidOption: Option "cache" must be an int between 0 and 31622400, -1 given
Rtws\InvalidOption: Option "cache" must be an int between 0 and 31622400, "5" given
Rtws\InvalidOption: Option "cache" must be an int between 0 and 31622400, 31622401 given
true
ValueError: Rtws\RtServer::files(): Argument #1 ($prefix) must be a path that is free, "/" is already served
