--TEST--
files(): 5 MB reach a slow reader intact, others are served meanwhile, and the connection goes on
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$content = '';
for ($i = 0; $i < 80; $i++) {
    $content .= str_repeat(pack('N', $i), 16384);
}
$root = tree(['large.bin' => $content, 'a.txt' => 'a']);
$server = TestServer::start("\$server->files('/', '$root');");
$clients = [];
for ($i = 0; $i < 5; $i++) {
    $clients[$i] = new HttpClient($server->port);
    $clients[$i]->send('GET', '/large.bin');
    $clients[$i]->send('GET', '/a.txt');
}
echo $server->http('GET', '/a.txt')->body, "\n";
foreach ($clients as $client) {
    $head = HttpAnswer::parse($client->socket->until("\r\n\r\n"));
    for ($got = ''; strlen($got) < strlen($content) && ($piece = $client->socket->bytes(131072)) !== null; $got .= $piece) {
        if (strlen($got) % 1048576 === 0) {
            $server->http('GET', '/a.txt');
        }
    }
    var_dump((int) $head->headers['content-length'] === strlen($content) && $got === $content && $client->answer()->body === 'a');
}
unset($client, $clients);
$server->stop();
?>
--EXPECT--
a
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
