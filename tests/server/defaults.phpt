--TEST--
RtServer: what it is without arguments, and what its properties tell
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer();
var_dump($server->host, $server->port, $server->serverId === gethostname());
$server = new Rtws\RtServer('[::1]', 9000, ['server_id' => 'node-1']);
var_dump($server->host, $server->port, $server->serverId);
?>
--EXPECT--
string(9) "127.0.0.1"
int(8080)
bool(true)
string(3) "::1"
int(9000)
string(6) "node-1"
