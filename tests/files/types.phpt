--TEST--
files(): the Content-Type comes from the ending, in any case
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$names = ['a.html', 'a.js', 'a.css', 'a.json', 'a.png', 'a.svg', 'a.wasm', 'a.txt', 'A.HTML', 'a.tar.gz', 'a.unknown', 'noending', 'x.js.map'];
$root = tree(array_fill_keys($names, 'x'));
$server = TestServer::start("\$server->files('/', '$root');");
foreach ($names as $name) {
    $answer = $server->http('GET', "/$name");
    echo "$name: $answer->status {$answer->headers['content-type']} {$answer->headers['x-content-type-options']}\n";
}
$server->stop();
?>
--EXPECT--
a.html: 200 text/html; charset=utf-8 nosniff
a.js: 200 text/javascript; charset=utf-8 nosniff
a.css: 200 text/css; charset=utf-8 nosniff
a.json: 200 application/json nosniff
a.png: 200 image/png nosniff
a.svg: 200 image/svg+xml nosniff
a.wasm: 200 application/wasm nosniff
a.txt: 200 text/plain; charset=utf-8 nosniff
A.HTML: 200 text/html; charset=utf-8 nosniff
a.tar.gz: 200 application/gzip nosniff
a.unknown: 200 application/octet-stream nosniff
noending: 200 application/octet-stream nosniff
x.js.map: 200 application/json nosniff
