--TEST--
A Unix socket that another server has put in the place of ours is not removed
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$path = sys_get_temp_dir() . '/rtws-' . bin2hex(random_bytes(8)) . '.sock';
$server = TestServer::script("<?php (new Rtws\\RtServer('unix://$path'))->run();");
unlink($path);
$other = stream_socket_server("unix://$path");
$server->stop();
clearstatcache();
var_dump(filetype($path));
unlink($path);
?>
--EXPECT--
string(6) "socket"
