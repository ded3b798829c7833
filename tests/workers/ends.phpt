--TEST--
workers: exit() and fatal errors in the master end the workers in order
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$run = function (string $code): array {
    $server = TestServer::start(WHO . WHERE . $code, '["workers" => 2]');
    $pid = 0;
    if ($server->port !== 0) {
        [$a, $pid] = [wsIn($server, 0), who($server)->pid];
        $server->signal(SIGTERM_NUMBER);
        $code = $a->closeCode();
        $a->socket->close();
    }
    return [$code === null ? 'cut' : (is_int($code) ? $code : 'not ready'), $server->wait(),
        $pid === 0 || eventually(fn () => !file_exists("/proc/$pid"))];
};
echo json_encode($run('$server->on("start", fn () => exit(5));')), "\n";
echo json_encode($run('$server->on("stop", fn () => exit(6));')), "\n";
echo json_encode($run('$server->on("start", fn () => ini_set("memory_limit", "8M") && str_repeat("x", 20000000));')), "\n";
echo json_encode($run('$server->on("workerStop", fn () => exit(7));')), "\n";
?>
--EXPECT--
["not ready",5,true]
[1001,6,true]
["not ready",255,true]
[1001,0,true]
