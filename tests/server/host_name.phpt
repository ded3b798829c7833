--TEST--
A host name is listened on by its address
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script('<?php
    $server = new Rtws\RtServer("localhost", 0);
    $server->http("GET", "/", fn () => "here");
    $server->run();
');
$socket = stream_socket_client("tcp://localhost:{$server->port}", $code, $error, 5);
fwrite($socket, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
echo substr(stream_get_contents($socket), -4), "\n";
unset($socket);
$server->stop();
?>
--EXPECT--
here
