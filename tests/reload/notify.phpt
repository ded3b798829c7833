--TEST--
SIGUSR2 under a service manager: reloading, the new main process, ready; a watchdog is fed by the new one too
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (getenv('RTWS_TEST_VALGRIND')) die('skip the new program would not run under valgrind');
if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/notify.inc';
require __DIR__ . '/../inc/reload.inc';

$manager = new NotifySocket();
$versions = new Versions();
foreach (['[]', '["workers" => 2]'] as $options) {
    $versions->put('v1', $options);
    $server = TestServer::service("<?php require '$versions->path';", ['NOTIFY_SOCKET' => $manager->address,
        'WATCHDOG_USEC' => '400000'], [], 'export WATCHDOG_PID=$$');
    $states = [];
    $next = function () use ($manager, $server): string {
        $state = str_replace(":$server->port", ':PORT', $manager->nextState() ?? 'nothing');
        $state = preg_replace(['/USEC=\d+/', "/MAINPID={$server->main}$/", '/\n/'], ['USEC=TIME', 'MAINPID=NEW', ' '], $state);
        return $state;
    };
    echo $next(), "\n";
    $versions->write('<?php exit(1);');
    reload($server);
    echo $next(), "\n", $next(), "\n";
    $versions->put('v2', $options);
    reload($server);
    echo $next(), "\n", $next(), "\n", $next(), "\n";
    eventually(fn () => str_contains(file_get_contents("/proc/$server->pid/status") ?: '', 'Z (zombie)'));
    while ($manager->next(0.01) !== null) { /* what the old one had still said */
    }
    echo $manager->next(), "\n";
    tell_process($server->main, SIGTERM_NUMBER);
    echo $next(), "\n";
    var_dump($server->wait());
}
?>
--EXPECT--
READY=1 STATUS=Serving on 127.0.0.1:PORT
RELOADING=1 MONOTONIC_USEC=TIME
READY=1
RELOADING=1 MONOTONIC_USEC=TIME
READY=1 MAINPID=NEW
READY=1 STATUS=Serving on 127.0.0.1:PORT
WATCHDOG=1
STOPPING=1 STATUS=Closing connections
int(0)
READY=1 STATUS=Serving on 127.0.0.1:PORT
RELOADING=1 MONOTONIC_USEC=TIME
READY=1
RELOADING=1 MONOTONIC_USEC=TIME
READY=1 MAINPID=NEW
READY=1 STATUS=Serving on 127.0.0.1:PORT
WATCHDOG=1
STOPPING=1 STATUS=Closing connections
int(0)
