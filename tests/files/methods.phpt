--TEST--
files(): GET and HEAD only, others but OPTIONS are 405
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['a.txt' => 'content']);
$server = TestServer::start("\$server->files('/', '$root');");
$client = new HttpClient($server->port);
$client->send('HEAD', '/a.txt');
$answer = $client->answer(false);
echo "$answer->status {$answer->headers['content-length']} {$answer->headers['content-type']} ", isset($answer->headers['etag']) ? 'tag' : 'no tag', "\n";
foreach (['POST', 'PUT', 'DELETE', 'OPTIONS'] as $method) {
    $client->send($method, '/a.txt');
    $answer = $client->answer();
    echo "$method: $answer->status {$answer->headers['allow']}\n";
}
$client->send('GET', '/a.txt');
echo $client->answer()->body, "\n";
unset($client);
$server->stop();
echo file_get_contents("$root/a.txt"), "\n";
?>
--EXPECT--
200 7 text/plain; charset=utf-8 tag
POST: 405 GET, HEAD, OPTIONS
PUT: 405 GET, HEAD, OPTIONS
DELETE: 405 GET, HEAD, OPTIONS
OPTIONS: 204 GET, HEAD, OPTIONS
content
content
