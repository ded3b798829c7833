--TEST--
workers: sockets that are open at the fork are named in the log, listening ones of the server are not
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$database = stream_socket_server('tcp://127.0.0.1:0');
$server = TestServer::start('
    $connection = stream_socket_client("tcp://' . stream_socket_get_name($database, false) . '");
', '["workers" => 2]');
$server->stop();
preg_match('/warning: open before the workers were forked, and shared by them: (.*)\. Connect in/', $server->err, $match);
/* there may be others, that the test itself was started with */
var_dump(preg_match('/(^|, )' . stream_socket_get_name($database, false) . ' \(descriptor \d+\)/', $match[1] ?? ''));
var_dump(str_contains($match[1] ?? '', ":$server->port "));
?>
--EXPECT--
int(1)
bool(false)
