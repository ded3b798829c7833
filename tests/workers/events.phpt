--TEST--
workers: start and stop are the master's, workerStart and workerStop each worker's
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$server = TestServer::script('<?php
    $server = new Rtws\RtServer("127.0.0.1", 0, ["workers" => 2]);
    $master = getmypid();
    foreach (["start", "workerStart", "workerStop", "stop"] as $event) {
        $server->on($event, function () use ($event, $server, $master) {
            if ($event === "start") {
                Rtws\delay(0.05); /* is waited for */
            }
            echo "$event " . (getmypid() === $master ? "master" : $server->workerId) . "\n"; /* in one write */
        });
    }
    $server->every(0.01, function () use ($master) { if (getmypid() === $master) echo "a timer in the master\n"; });
    $server->run();
');
$server->stop();
$lines = explode("\n", trim(preg_replace('/^ready .*\n/m', '', $server->out)));
echo array_shift($lines), "\n", array_pop($lines), "\n";
sort($lines);
echo implode("\n", $lines), "\n";
?>
--EXPECT--
start master
stop master
workerStart 0
workerStart 1
workerStop 0
workerStop 1
