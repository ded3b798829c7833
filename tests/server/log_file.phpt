--TEST--
The option log: a file, which is appended to
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$file = tempnam(sys_get_temp_dir(), 'rtws-log-');
file_put_contents($file, "there before\n");
$server = TestServer::start('$server->http("GET", "/", fn () => throw new Exception("to the file"));', "['log' => '$file']");
$server->http('GET', '/');
$server->stop();
$log = file($file);
unlink($file);
echo $log[0];
var_dump($server->err, preg_match('/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d info: rtws /', $log[1]));
var_dump(count(preg_grep('/^[-\d]+ [:\d]+ error: uncaught in an HTTP route: Exception: to the file in /', $log)));
var_dump(count(preg_grep('/ info: SIGTERM, stopping$/', $log)));
?>
--EXPECT--
there before
string(0) ""
int(1)
int(1)
int(1)
