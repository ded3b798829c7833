--TEST--
SIGUSR2: sockets passed by a service manager are passed on; a version that listens somewhere else opens its own
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (getenv('RTWS_TEST_VALGRIND')) die('skip the new program would not run under valgrind'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/reload.inc';

$versions = new Versions();
$path = sys_get_temp_dir() . '/rtws-sockets-' . getmypid() . '.sock';
$tcp = stream_socket_server('tcp://127.0.0.1:0');
$unix = stream_socket_server("unix://$path");
$port = (int) substr(strrchr(stream_socket_get_name($tcp, false), ':'), 1);

$versions->put('v1');
$server = TestServer::service("<?php require '$versions->path';", [], [$tcp, $unix]);
$versions->put('v2', host: '"127.0.0.1", 1'); /* as before: what was passed is used */
var_dump(reload($server));
echo HttpClient::once($port, 'GET', '/')->body, ' ', HttpClient::once("unix://$path", 'GET', '/')->body, "\n";
tell_process($server->main, SIGTERM_NUMBER);
var_dump($server->wait(), file_exists($path));
unlink($path);

$versions->put('v1', host: "\"unix://$path\"");
$server = TestServer::file($versions->path);
$versions->put('v2', host: "\"unix://$path\"");
var_dump(reload($server));
eventually(fn () => str_contains(file_get_contents("/proc/$server->pid/status") ?: '', 'Z (zombie)'));
echo HttpClient::once("unix://$path", 'GET', '/')->body, "\n";
$versions->put('v3');
$second = $server->main;
var_dump(reload($server));
eventually(fn () => !file_exists("/proc/$second"));
$server->await('/ready 127.0.0.1:(\d+)/', 10, $match);
echo HttpClient::once((int) $match[1], 'GET', '/')->body, "\n";
var_dump(file_exists($path)); /* the one that left removed its own */
tell_process($server->main, SIGTERM_NUMBER);
var_dump($server->wait());
?>
--EXPECT--
bool(true)
v2 v2
int(0)
bool(true)
bool(true)
v2
bool(true)
v3
bool(false)
int(0)
