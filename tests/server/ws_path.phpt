--TEST--
ws(): a path that is malformed or taken is a ValueError
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

$server = new Rtws\RtServer();
foreach (['', 'chat', '/a?b', '/a#b', "/a\nb", '/{a}/{a}', '/{1a}', '/{a-b}', '/x{a}', '/{}', '/a}',
    '/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}', '/room/{name}', '/room/{name}', '/', '/'] as $path) {
    attempt(fn () => $server->ws($path, onOpen: fn () => 0));
}
?>
--EXPECT--
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: it must begin with '/', "" given
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: it must begin with '/', "chat" given
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: it may not hold '?', '#' or control characters, "/a?b" given
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: it may not hold '?', '#' or control characters, "/a#b" given
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: it may not hold '?', '#' or control characters, "/a
b" given
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: a {placeholder} may not occur twice, "/{a}/{a}" given
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: a {placeholder} is named with letters, digits and '_', "/{1a}" given
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: a {placeholder} is named with letters, digits and '_', "/{a-b}" given
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: a {placeholder} must be a whole part of the path, "/x{a}" given
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: a {placeholder} must be a whole part of the path, "/{}" given
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: a {placeholder} must be a whole part of the path, "/a}" given
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path: at most 8 {placeholders} are possible, "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}" given
Rtws\RtServer
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path that is free, "/room/{name}" is already served
Rtws\RtServer
ValueError: Rtws\RtServer::ws(): Argument #1 ($path) must be a path that is free, "/" is already served
