--TEST--
Response: what it was made of can be read
--EXTENSIONS--
rtws
--FILE--
<?php
use Rtws\Response;

$headers = ['X' => 'a', 'Y' => ['b', 'c']];
$response = new Response('body', 201, $headers);
$headers['X'] = 'changed';
echo json_encode($response), "\n", json_encode(new Response()), "\n";
echo json_encode(Response::json(['a' => 1], 202, ['X' => 'y'])), "\n";
$file = Response::file(__FILE__, ['X' => 'y']);
var_dump($file->file === __FILE__, $file->status, $file->body, $file->headers);
?>
--EXPECT--
{"body":"body","status":201,"headers":{"X":"a","Y":["b","c"]},"file":null}
{"body":"","status":200,"headers":[],"file":null}
{"body":"{\"a\":1}","status":202,"headers":{"X":"y","Content-Type":"application\/json"},"file":null}
bool(true)
int(200)
string(0) ""
array(1) {
  ["X"]=>
  string(1) "y"
}
