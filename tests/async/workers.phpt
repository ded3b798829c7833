--TEST--
workers: Amp and React before the fork, in the master's on('start') and in each worker, each with a loop of its own
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('amphp/amp', 'react/event-loop');
if (PHP_ZTS) die('skip not with ZTS');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    Amp\delay(0.001);
    EventLoop::onSignal(10, function () use ($server) { echo "worker $server->workerId: 10\n"; });
    $ticks = 0;
    Loop::addPeriodicTimer(0.001, function () use (&$ticks) { $ticks++; });
    $server->on("start", function () { Amp\delay(0.001); echo "start\n"; });
    $server->on("workerStart", function () { Amp\delay(0.001); echo "workerStart\n"; });
    $server->http("GET", "/", function () use ($server, &$ticks) {
        [$a, $b] = Amp\Future\await([Amp\async(fn () => Amp\delay(0.01)), Amp\async(fn () => getmypid())]);
        $fiber = Fiber::getCurrent();
        $before = $ticks;
        Loop::addTimer(0.02, fn () => $fiber->resume());
        Fiber::suspend();
        return json_encode([$b, $ticks > $before]);
    });
', '["workers" => 2]');
$pids = [];
while (count($pids) < 2) {
    [$pid, $hasTicked] = json_decode($server->http('GET', '/')->body);
    $pids[$pid] = $hasTicked;
}
var_dump(array_values($pids));
foreach (array_keys($pids) as $pid) {
    exec("kill -10 $pid");
}
var_dump($server->await('/worker 0: 10/'), $server->await('/worker 1: 10/'));
$server->stop();
echo substr_count($server->out, 'workerStart'), ' ', preg_match_all('/^start$/m', $server->out), "\n";
?>
--EXPECT--
array(2) {
  [0]=>
  bool(true)
  [1]=>
  bool(true)
}
bool(true)
bool(true)
2 1
