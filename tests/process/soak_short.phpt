--TEST--
A server that thousands of clients came to and went from in every way has no more memory and descriptors than before
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (getenv('USE_ZEND_ALLOC') === '0' || getenv('RTWS_TEST_VALGRIND')) die('skip memory is of no account');
if (str_contains((string) @file_get_contents('/proc/self/maps'), 'libasan')) die('skip memory is of no account');
if (!is_file(__DIR__ . '/../../bench/soak')) die('skip bench/ is not part of a release');
if (!is_readable('/proc/self/smaps_rollup')) die('skip needs Linux');
exec((getenv('CC') ?: 'cc') . ' --version 2>&1', $output, $status);
if ($status !== 0) die('skip needs a C compiler');
?>
--FILE--
<?php
$command = [PHP_BINARY, '-n', __DIR__ . '/../../bench/soak', '--cycles', '5000', '--minutes', '0.1', '--interval', '0.1',
    '--module', ini_get('extension_dir') . '/rtws.so'];
exec(implode(' ', array_map('escapeshellarg', $command)) . ' 2>&1', $output, $status);
echo $status === 0 ? '' : implode("\n", $output) . "\n", end($output), "\n";
?>
--EXPECT--
soak passed
