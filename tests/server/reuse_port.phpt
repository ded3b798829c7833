--TEST--
The option reuse_port: several processes listen on one port
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$first = TestServer::start('$server->http("GET", "/", fn () => "first");', '["reuse_port" => true]');
$second = TestServer::script('<?php
    $server = new Rtws\RtServer("127.0.0.1", ' . $first->port . ', ["reuse_port" => true]);
    $server->http("GET", "/", fn () => "second");
    $server->run();
');
var_dump($second->port === $first->port);
$first->stop();
echo $second->http('GET', '/')->body, "\n";
$second->stop();
?>
--EXPECT--
bool(true)
second
