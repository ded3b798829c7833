--TEST--
files(): a directory is its index, without a slash at its end it redirects, without an index it is 404
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['index.html' => 'top', 'sub/index.html' => 'sub', 'other/start.txt' => 'other', 'a b/index.html' => 'space', 'a.txt' => 'a']);
$server = TestServer::start("
    \$server->files('/', '$root');
    \$server->files('/static', '$root');
    \$server->files('/started/', '$root/other', ['index' => 'start.txt']);
");
foreach (['/', '/sub/', '/sub', '/sub?x=1&y=%20', '/a%20b', '/a%20b/', '/other/', '/other', '/static', '/static/', '/static/sub', '/started/',
    '/started', '/a.txt/', '/sub/index.html/', '/none/', '//sub', '/./sub/'] as $target) {
    $answer = $server->http('GET', $target);
    echo "$target: $answer->status ", $answer->headers['location'] ?? ($answer->status === 200 ? $answer->body : '-'), "\n";
}
$server->stop();
?>
--EXPECT--
/: 200 top
/sub/: 200 sub
/sub: 301 /sub/
/sub?x=1&y=%20: 301 /sub/?x=1&y=%20
/a%20b: 301 /a%20b/
/a%20b/: 200 space
/other/: 404 -
/other: 404 -
/static: 301 /static/
/static/: 200 top
/static/sub: 301 /static/sub/
/started/: 200 other
/started: 301 /started/
/a.txt/: 404 -
/sub/index.html/: 404 -
/none/: 404 -
//sub: 404 -
/./sub/: 404 -
