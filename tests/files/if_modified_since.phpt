--TEST--
files(): Last-Modified is the time of the file, If-Modified-Since with it or later is 304
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['a.txt' => 'content']);
touch("$root/a.txt", $time = 1700000000);
$server = TestServer::start("\$server->files('/', '$root');");
echo $server->http('GET', '/a.txt')->headers['last-modified'], "\n";
foreach (['same' => gmdate(HTTP_DATE, $time), 'later' => gmdate(HTTP_DATE, $time + 1), 'earlier' => gmdate(HTTP_DATE, $time - 1),
    'nonsense' => 'yesterday', 'number' => "$time"] as $name => $date) {
    $answer = $server->http('GET', '/a.txt', ['If-Modified-Since' => $date]);
    echo "$name: $answer->status $answer->body\n";
}
$server->stop();
?>
--EXPECT--
Tue, 14 Nov 2023 22:13:20 GMT
same: 304 
later: 304 
earlier: 200 content
nonsense: 200 content
number: 200 content
