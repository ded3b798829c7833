--TEST--
files(): a relative directory is taken where the script stood, and stays when it moves on
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['www/a.txt' => 'fine', 'other/www/a.txt' => 'wrong']);
$server = TestServer::start("chdir('$root'); \$server->files('/', 'www'); chdir('$root/other');");
echo $server->http('GET', '/a.txt')->body, "\n";
$server->stop();
?>
--EXPECT--
fine
