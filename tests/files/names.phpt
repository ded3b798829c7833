--TEST--
files(): percent-encoded and unicode names
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$names = ['a b.txt', 'grün.txt', '100%.txt', 'a+b.txt', 'a?b.txt', 'a#b.txt', "quote'\".txt", 'a;b=c,d.txt', '日本語/ファイル.txt', 'a..b.txt', '~x.txt', 'a%20b.txt'];
$root = tree(array_combine($names, $names));
$server = TestServer::start("\$server->files('/', '$root');");
foreach ($names as $name) {
    $answer = $server->http('GET', '/' . implode('/', array_map('rawurlencode', explode('/', $name))));
    var_dump($answer->body === $name);
}
/* unencoded bytes are taken too */
var_dump($server->http('GET', '/grün.txt')->body);
$server->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
string(9) "grün.txt"
