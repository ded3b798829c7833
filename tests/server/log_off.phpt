--TEST--
The option log: "off" is silence, "stdout" the other stream
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->http("GET", "/", fn () => throw new Exception("silent"));', "['log' => 'off']");
echo $server->http('GET', '/')->status, "\n";
$server->stop();
var_dump($server->err, preg_match('/\Aready \S+\n\z/', $server->out));
$server = TestServer::start('$server->http("GET", "/", fn () => throw new Exception("loud"));', "['log' => 'stdout']");
$server->http('GET', '/');
$server->stop();
var_dump($server->err, preg_match('/ error: .*Exception: loud/', $server->out));
?>
--EXPECT--
500
string(0) ""
int(1)
string(0) ""
int(1)
