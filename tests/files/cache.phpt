--TEST--
files(): the option cache
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['a.txt' => 'content']);
$server = TestServer::start("\$server->files('/', '$root'); \$server->files('/c', '$root', ['cache' => 3600]);");
echo $server->http('GET', '/a.txt')->headers['cache-control'], "\n", $server->http('GET', '/c/a.txt')->headers['cache-control'], "\n";
$answer = $server->http('GET', '/c/a.txt', ['If-None-Match' => '*']);
echo "$answer->status {$answer->headers['cache-control']}\n";
$server->stop();
?>
--EXPECT--
no-cache
max-age=3600
304 max-age=3600
