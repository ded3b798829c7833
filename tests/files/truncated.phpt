--TEST--
files(): a file that shrinks while it is sent ends the connection, with nothing made up
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['large.bin' => str_repeat('x', 20000000)]);
$server = TestServer::start("\$server->files('/', '$root');");
$client = new HttpClient($server->port);
$client->send('GET', '/large.bin');
$head = HttpAnswer::parse($client->socket->until("\r\n\r\n"));
ftruncate(fopen("$root/large.bin", 'r+'), 0);
$rest = $client->socket->rest();
var_dump((int) $head->headers['content-length'], $rest !== null && strlen($rest) < 20000000 && trim($rest, 'x') === '');
$server->stop();
?>
--EXPECT--
int(20000000)
bool(true)
