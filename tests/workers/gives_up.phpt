--TEST--
workers: when they cannot be started at all, the tries get rarer, and run() throws WorkersFailed
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$server = TestServer::script('<?php
    $server = new Rtws\RtServer("127.0.0.1", 0, ["workers" => 2]);
    $server->on("workerStart", fn () => $server->workerId === 1 ? exit(9) : 0);
    $server->on("stop", fn () => print "stop\n");
    try {
        $server->run();
    } catch (Rtws\WorkersFailed $e) {
        echo $e->getMessage(), "\n";
        throw $e;
    }
');
var_dump($server->wait());
echo preg_match_all('/worker 1 \(pid \d+\) ended with status 9: starting another one in (0.[1248]) s/', $server->err, $m), ' ', implode(' ', $m[1]), "\n";
echo preg_replace('/PHP Fatal.*|Fatal.*/s', '', $server->out);
var_dump(str_contains($server->err, 'worker 1 could not be started: the server ends'));
?>
--EXPECTF--
int(255)
4 0.1 0.2 0.4 0.8
stop
The workers cannot be started: each try has ended at once, the log says how

bool(true)
