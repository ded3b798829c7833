--TEST--
files(): one range of bytes is served with 206, one beyond the end is 416, anything else gets the whole
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$dir = sys_get_temp_dir() . '/rtws-ranges-' . getmypid();
mkdir($dir);
file_put_contents("$dir/f.txt", '0123456789');
file_put_contents("$dir/empty.txt", '');
$server = TestServer::start('$server->files("/", ' . var_export($dir, true) . ');');
$etag = $server->http('GET', '/f.txt')->headers['etag'];
$modified = $server->http('GET', '/f.txt')->headers['last-modified'];

$ask = function (string $range, array $headers = [], string $file = '/f.txt', string $method = 'GET') use ($server) {
    $answer = $server->http($method, $file, ['Range' => $range] + $headers);
    echo "$range: $answer->status ", $answer->headers['content-range'] ?? '-', ' ',
        $answer->status === 416 ? '' : $answer->body, "\n";
    return $answer;
};
foreach (['bytes=0-4', 'bytes=5-', 'bytes=-3', 'bytes=9-9', 'bytes=0-100', 'bytes=-100', 'BYTES=1-2',
    'bytes=10-', 'bytes=99-100', 'bytes=4-2', 'bytes=', 'bytes=-', 'bytes=a-b', 'bytes=0-1,3-4', 'lines=0-1',
    'bytes=0-1x', 'bytes=99999999999999999999-'] as $range) {
    $ask($range);
}
echo "conditions\n";
$ask('bytes=0-1', ['If-Range' => $etag]);
$ask('bytes=0-1', ['If-Range' => '"other"']);
$ask('bytes=0-1', ['If-Range' => $modified]);
$ask('bytes=0-1', ['If-None-Match' => $etag]);
$ask('bytes=0-', [], '/empty.txt');
$answer = $ask('bytes=2-3', [], '/f.txt', 'HEAD');
var_dump($answer->headers['content-length'], $answer->headers['accept-ranges']);
$answer = $ask('bytes=10-');
var_dump(isset($answer->headers['etag']), $answer->headers['content-type']);
$server->stop();
array_map('unlink', glob("$dir/*"));
rmdir($dir);
?>
--EXPECT--
bytes=0-4: 206 bytes 0-4/10 01234
bytes=5-: 206 bytes 5-9/10 56789
bytes=-3: 206 bytes 7-9/10 789
bytes=9-9: 206 bytes 9-9/10 9
bytes=0-100: 206 bytes 0-9/10 0123456789
bytes=-100: 206 bytes 0-9/10 0123456789
BYTES=1-2: 206 bytes 1-2/10 12
bytes=10-: 416 bytes */10 
bytes=99-100: 416 bytes */10 
bytes=4-2: 200 - 0123456789
bytes=: 200 - 0123456789
bytes=-: 200 - 0123456789
bytes=a-b: 200 - 0123456789
bytes=0-1,3-4: 200 - 0123456789
lines=0-1: 200 - 0123456789
bytes=0-1x: 200 - 0123456789
bytes=99999999999999999999-: 200 - 0123456789
conditions
bytes=0-1: 206 bytes 0-1/10 01
bytes=0-1: 200 - 0123456789
bytes=0-1: 206 bytes 0-1/10 01
bytes=0-1: 304 - 
bytes=0-: 416 bytes */0 
bytes=2-3: 200 - 
string(2) "10"
string(5) "bytes"
bytes=10-: 416 bytes */10 
bool(false)
string(25) "text/plain; charset=utf-8"
