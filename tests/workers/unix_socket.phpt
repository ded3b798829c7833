--TEST--
workers: all accept from a Unix socket, and its file goes at the end, not with a worker
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$path = sys_get_temp_dir() . '/rtws-' . getmypid() . '-workers.sock';
$server = TestServer::script('<?php
    $server = new Rtws\RtServer("unix://' . $path . '", options: ["workers" => 2]);
    ' . WHO . WHERE . '
    $server->http("GET", "/exit", fn () => exit(1));
    $server->run();
');
[$a, $b] = [wsIn($server, 0), wsIn($server, 1)];
foreach ([$a, $b] as $client) {
    $client->text('served');
    echo $client->message(), "\n";
}
$server->http('GET', '/exit');
var_dump($server->awaitLog('/ended with status 1/'), file_exists($path), who($server) !== null);
$server->stop();
var_dump(file_exists($path));
?>
--EXPECT--
served
served
bool(true)
bool(true)
bool(true)
bool(false)
