--TEST--
files(): a device or a FIFO is 404 and does not hang the server, also as an index
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (!is_executable('/usr/bin/mkfifo') && !is_executable('/bin/mkfifo')) die('skip no mkfifo');
?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['a.txt' => 'a', 'dir/x' => '', 'd2/index.html/y' => '']);
exec('mkfifo ' . escapeshellarg("$root/fifo") . ' ' . escapeshellarg("$root/dir/index.html"));
$server = TestServer::start("\$server->files('/', '$root'); \$server->files('/dev', '/dev');");
foreach (['/fifo', '/dir/', '/d2/', '/dev/zero', '/dev/null', '/a.txt'] as $target) {
    echo $server->http('GET', $target)->status, "\n";
}
$server->stop();
?>
--EXPECT--
404
404
404
404
404
200
