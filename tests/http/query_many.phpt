--TEST--
Request::$query: more variables than max_input_vars are cut off without harm
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("GET", "/", fn (Request $r) => (string) count($r->query));', '["log" => "off"]',
    ['max_input_vars=100']);
$query = implode('&', array_map(fn ($i) => "k$i=1", range(1, 300)));
$answer = $server->http('GET', "/?$query");
var_dump($answer->status, (int) $answer->body >= 99 && (int) $answer->body <= 101);
echo $server->http('GET', '/?a=1')->body, "\n";
$server->stop();
?>
--EXPECT--
int(200)
bool(true)
1
