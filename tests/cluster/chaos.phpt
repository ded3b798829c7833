--TEST--
cluster: servers, workers and Redis that are killed, stopped and cut off keep what they promise
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/redis.inc';
TestRedis::skipIfMissing();
if (!is_file(__DIR__ . '/../../bench/chaos')) die('skip bench/chaos is not in the package');
if ((int) ltrim((string) shell_exec('command -v node >/dev/null && node --version'), 'v') < 18) die('skip node 18 is not installed');
if (getenv('RTWS_TEST_VALGRIND')) die('skip it runs servers of its own, without valgrind');
if (PHP_ZTS) die('skip workers need a PHP without threads');
?>
--FILE--
<?php
/* a schedule with most kinds of acts; more seeds: bench/chaos */
$module = ini_get('extension_dir') . '/rtws.so';
$command = ['env', 'RTWS_PHP=' . PHP_BINARY, __DIR__ . '/../../bench/chaos', '--seconds', '15', '--seed', '1222', '--clients', '3', '--module', $module];
$process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes);
$told = stream_get_contents($pipes[1]);
$status = proc_close($process);
preg_match_all('/act +\d+/', $told, $acts);
preg_match('/received +(\d+)/', $told, $received);
$isWell = $status === 0 && count($acts[0]) >= 5 && ($received[1] ?? 0) > 500;
echo $isWell ? "passed\n" : "status $status\n$told";
?>
--EXPECT--
passed
