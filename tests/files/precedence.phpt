--TEST--
files(): routes win, then the longest prefix
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['one/a.txt' => 'file one', 'one/two/a.txt' => 'file one/two', 'two/a.txt' => 'file two', 'two/b.txt' => 'file two b', 'one/x/y.txt' => 'y']);
$server = TestServer::start("
    \$server->files('/', '$root/one');
    \$server->files('/two', '$root/two');
    \$server->http('GET', '/two/b.txt', fn () => 'route');
    \$server->http('GET', '/x/{name}', fn (\$r) => \"route {\$r->params['name']}\");
");
foreach (['/a.txt', '/two/a.txt', '/two/b.txt', '/x/y.txt', '/twofold/a.txt', '/two//a.txt'] as $target) {
    $answer = $server->http('GET', $target);
    echo "$target: ", $answer->status === 200 ? $answer->body : $answer->status, "\n";
}
$server->stop();
?>
--EXPECT--
/a.txt: file one
/two/a.txt: file two
/two/b.txt: route
/x/y.txt: route y.txt
/twofold/a.txt: 404
/two//a.txt: file two
