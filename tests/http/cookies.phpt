--TEST--
Request::$cookies: decoded, the first of one name counts
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("GET", "/", fn (Request $r) => $r->cookies);');
foreach (['a=1; b=2', 'a=1;b=2;  c=x%20y+z', 'a=1; a=2', '=x; y; z=', 'a=b=c', ''] as $cookie) {
    echo $server->http('GET', '/', ['Cookie' => $cookie])->body, "\n";
}
echo $server->http('GET', '/')->body, "\n";
$server->stop();
?>
--EXPECT--
{"a":"1","b":"2"}
{"a":"1","b":"2","c":"x y z"}
{"a":"1"}
{"z":""}
{"a":"b=c"}
[]
[]
