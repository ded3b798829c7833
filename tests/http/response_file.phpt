--TEST--
Response::file(): a file with the type of its ending, or a ValueError
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/attempt.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['a.png' => 'image', 'b.txt' => 'text', 'big.bin' => str_repeat('0123456789abcdef', 200000), 'empty' => '']);
$server = TestServer::start("
    foreach (['a.png', 'big.bin', 'empty'] as \$name) {
        \$server->http('GET', \"/\$name\", fn () => Response::file(\"$root/\$name\", ['X-A' => 'b']));
    }
    \$server->http('GET', '/typed', fn () => Response::file('$root/b.txt', ['content-type' => 'text/x']));
    \$server->http('GET', '/gone', function () { \$r = Response::file('$root/b.txt'); unlink('$root/b.txt'); return \$r; });
");
foreach (['a.png', 'big.bin', 'empty', 'typed', 'gone'] as $name) {
    $answer = $server->http('GET', "/$name");
    echo "$answer->status {$answer->headers['content-type']} ", $answer->headers['x-a'] ?? '-', ' ', strlen($answer->body), ' ',
        substr($answer->body, 0, 5), "\n";
}
$answer = $server->http('HEAD', '/big.bin');
echo "$answer->status {$answer->headers['content-length']}\n";
$server->awaitLog('/uncaught in an HTTP route/');
$server->stop();
echo preg_match('/Cannot send ".*b\.txt": No such file or directory/', $server->err), "\n";
foreach (["$root/none", $root, '/dev/zero', "$root/a.png\0"] as $path) {
    try {
        Rtws\Response::file($path);
    } catch (ValueError $e) {
        echo str_replace($root, 'ROOT', $e->getMessage()), "\n";
    }
}
?>
--EXPECT--
200 image/png b 5 image
200 application/octet-stream b 3200000 01234
200 application/octet-stream b 0 
200 text/x - 4 text
500 text/plain; charset=utf-8 - 26 500 I
200 3200000
1
Rtws\Response::file(): Argument #1 ($path) must be a readable file, "ROOT/none" is not: No such file or directory
Rtws\Response::file(): Argument #1 ($path) must be a readable file, "ROOT" is not: no regular file
Rtws\Response::file(): Argument #1 ($path) must be a readable file, "/dev/zero" is not: no regular file
Rtws\Response::file(): Argument #1 ($path) must not contain any null bytes
