--TEST--
Request::$query: as parse_str() reads it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("GET", "/", fn (Request $r) => $r->query);');
foreach (['', '?', '?a=1&b=2&a=3', '?a[]=1&a[]=2&m[x][y]=z', '?a+b=c+d%26%C3%A9', '?flag', '?=x&&', '?a=?/b', '?a.b=1', '?0=x'] as $query) {
    $answer = json_decode($server->http('GET', "/$query")->body, true);
    parse_str(substr($query, 1), $expected);
    var_dump($answer === json_decode(json_encode($expected), true));
}
$server->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
