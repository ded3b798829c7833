--TEST--
files(): If-None-Match with the ETag, in a list, weak or *, is 304
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['a.txt' => 'content']);
$server = TestServer::start("\$server->files('/', '$root');");
$tag = $server->http('GET', '/a.txt')->headers['etag'];
var_dump(preg_match('/^"[!#-~]+"$/', $tag));
foreach ([$tag, "W/$tag", "\"x\", $tag", "\"x\",W/$tag,\"y\"", '*', '"x"', trim($tag, '"'), ''] as $value) {
    $client = new HttpClient($server->port);
    $client->send('GET', '/a.txt', ['If-None-Match' => $value]);
    $answer = $client->answer();
    echo str_replace(trim($tag, '"'), 'TAG', $value), ": $answer->status ", $answer->headers['etag'] === $tag ? 'tag' : 'no tag', " $answer->body\n";
}
/* the tag counts, not the date beside it; a change makes another tag */
echo $server->http('GET', '/a.txt', ['If-None-Match' => '"x"', 'If-Modified-Since' => gmdate(HTTP_DATE)])->status, "\n";
touch("$root/a.txt", time() - 10);
echo $server->http('GET', '/a.txt', ['If-None-Match' => $tag])->status, "\n";
unset($client);
$server->stop();
?>
--EXPECT--
int(1)
"TAG": 304 tag 
W/"TAG": 304 tag 
"x", "TAG": 304 tag 
"x",W/"TAG","y": 304 tag 
*: 304 tag 
"x": 200 tag content
TAG: 200 tag content
: 200 tag content
200
200
