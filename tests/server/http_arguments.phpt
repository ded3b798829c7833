--TEST--
http(): bad methods, paths, handlers and options are refused
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

$server = new Rtws\RtServer();
$handler = fn () => '';
foreach (['', 'GET POST', "GET\r\n", [], ['GET', 5], ['GET', ''], 5, null] as $method) {
    attempt(fn () => $server->http($method, '/', $handler));
}
attempt(fn () => $server->http('GET', 'x', $handler));
attempt(fn () => $server->http('GET', '/{a', $handler));
attempt(fn () => $server->http('GET', '/', 'no_such_function'));
attempt(fn () => $server->http('GET', '/', $handler, ['cache' => 1]));
attempt(fn () => $server->http('GET', '/', $handler) === $server);
attempt(fn () => $server->http(['PUT', 'get'], '/', $handler));
attempt(fn () => $server->http('*', '/', $handler));
attempt(fn () => $server->http('PUT', '/', $handler) === $server);
?>
--EXPECT--
ValueError: Rtws\RtServer::http(): Argument #1 ($method) must be a method such as "GET", a list of methods or "*"
ValueError: Rtws\RtServer::http(): Argument #1 ($method) must be a method such as "GET", a list of methods or "*"
ValueError: Rtws\RtServer::http(): Argument #1 ($method) must be a method such as "GET", a list of methods or "*"
ValueError: Rtws\RtServer::http(): Argument #1 ($method) must not be an empty list
ValueError: Rtws\RtServer::http(): Argument #1 ($method) must be a method such as "GET", a list of methods or "*"
ValueError: Rtws\RtServer::http(): Argument #1 ($method) must be a method such as "GET", a list of methods or "*"
TypeError: Rtws\RtServer::http(): Argument #1 ($method) must be of type array|string, int given
TypeError: Rtws\RtServer::http(): Argument #1 ($method) must be of type array|string, null given
ValueError: Rtws\RtServer::http(): Argument #2 ($path) must be a path: it must begin with '/', "x" given
ValueError: Rtws\RtServer::http(): Argument #2 ($path) must be a path: a {placeholder} must be a whole part of the path, "/{a" given
TypeError: Rtws\RtServer::http(): Argument #3 ($handler) must be a valid callback, function "no_such_function" not found or invalid function name
Rtws\InvalidOption: Unknown option "cache", known are: body, cors
true
ValueError: Rtws\RtServer::http(): Argument #2 ($path) must be a path that is free, "/" is already served
ValueError: Rtws\RtServer::http(): Argument #2 ($path) must be a path that is free, "/" is already served
true
