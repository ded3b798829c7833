--TEST--
files(): an empty file is 200 with Content-Length 0
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['empty.txt' => '', 'a.txt' => 'a']);
$server = TestServer::start("\$server->files('/', '$root');");
$client = new HttpClient($server->port);
foreach (['/empty.txt', '/a.txt', '/empty.txt'] as $target) {
    $client->send('GET', $target);
    $answer = $client->answer();
    echo "$answer->status {$answer->headers['content-length']} $answer->body\n";
}
unset($client);
$server->stop();
?>
--EXPECT--
200 0 
200 1 a
200 0 
