--TEST--
files(): a file that changes, appears or goes is seen at once
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['a.txt' => 'first']);
$server = TestServer::start("\$server->files('/', '$root');");
echo $server->http('GET', '/a.txt')->body, "\n";
file_put_contents("$root/a.txt", 'second, longer');
file_put_contents("$root/b.txt", 'new');
echo $server->http('GET', '/a.txt')->body, "\n", $server->http('GET', '/b.txt')->body, "\n";
unlink("$root/a.txt");
echo $server->http('GET', '/a.txt')->status, "\n";
$server->stop();
?>
--EXPECT--
first
second, longer
new
404
