--TEST--
workers under a service manager: the master tells it once; the watchdog is fed while a worker turns, not when all hang
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS');
if (getenv('RTWS_TEST_VALGRIND')) die('skip too slow for the watchdog'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/notify.inc';
require __DIR__ . '/../inc/workers.inc';

$manager = new NotifySocket();
$server = TestServer::service('<?php
    $server = new Rtws\RtServer("127.0.0.1", 0, ["workers" => 2, "worker_timeout" => false, "watchdog" => false]);
    $server->ws("/id", onOpen: fn ($c) => $c->send((string) $server->workerId), onMessage: fn () => usleep(4000000));
    $server->run();
', ['NOTIFY_SOCKET' => $manager->address, 'WATCHDOG_USEC' => '1000000'], [], 'export WATCHDOG_PID=$$');
echo str_replace((string) $server->port, 'PORT', $manager->nextState()), "\n";
[$a, $b] = [wsIn($server, 0), wsIn($server, 1)];
$a->text('hang');
for ($i = 0; $i < 3; $i++) {
    echo $manager->next(1.5), "\n";
}
$b->text('hang');
$manager->next(0.7); /* was on its way */
var_dump($manager->next(1.2));
echo $manager->next(5), "\n";
$server->stop();
$states = [];
while (($state = $manager->next(0.01)) !== null) {
    $states[$state] = ($states[$state] ?? 0) + 1;
}
unset($states['WATCHDOG=1']);
echo json_encode($states), "\n";
?>
--EXPECT--
READY=1
STATUS=Serving on 127.0.0.1:PORT
WATCHDOG=1
WATCHDOG=1
WATCHDOG=1
NULL
WATCHDOG=1
{"STOPPING=1\nSTATUS=Closing connections":1}
