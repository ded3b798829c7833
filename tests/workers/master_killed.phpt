--TEST--
workers: when the master is killed they end in order
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS');
if (getenv('RTWS_TEST_VALGRIND')) die('skip nobody is left to report to'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$server = TestServer::start(WHO . WHERE, '["workers" => 2]');
[$a, $b] = [wsIn($server, 0), wsIn($server, 1)];
$pid = who($server)->pid;
$server->signal(9);
var_dump($a->closeCode(), $b->closeCode());
$a->socket->close();
$b->socket->close();
var_dump(eventually(fn () => !file_exists("/proc/$pid")));
?>
--EXPECT--
int(1001)
int(1001)
bool(true)
