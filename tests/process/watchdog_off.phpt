--TEST--
A watchdog that is meant for another process is not fed, and values that are no numbers are named
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/notify.inc';

$cases = [
    'of another process' => ['WATCHDOG_USEC' => '100000', 'WATCHDOG_PID' => '1'],
    'no numbers' => ['WATCHDOG_USEC' => 'soon', 'WATCHDOG_PID' => '1'],
    'none' => [],
];
foreach ($cases as $name => $env) {
    $manager = new NotifySocket();
    $server = TestServer::service('<?php (new Rtws\RtServer("127.0.0.1", 0))->run();', ['NOTIFY_SOCKET' => $manager->address] + $env);
    echo "$name: ", strtok($manager->next(), "\n"), ', ', json_encode($manager->next(0.3)), "\n";
    $server->stop();
    echo preg_match('/warning: .*/', $server->err, $match) ? "$match[0]\n" : '';
}
$server = TestServer::service('<?php (new Rtws\RtServer("127.0.0.1", 0))->run();', ['NOTIFY_SOCKET' => 'vsock:2:1234']);
$server->stop();
echo preg_match('/warning: .*/', $server->err, $match) ? "$match[0]\n" : '';
?>
--EXPECT--
of another process: READY=1, null
no numbers: READY=1, null
warning: no watchdog: WATCHDOG_USEC is "soon" and WATCHDOG_PID "1", not numbers
none: READY=1, null
warning: the service manager is not notified: NOTIFY_SOCKET "vsock:2:1234" is neither an absolute path of at most 107 bytes nor @name
