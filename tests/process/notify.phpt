--TEST--
NOTIFY_SOCKET: ready, reloading on SIGHUP, stopping; a path or an abstract name
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/notify.inc';

foreach ([false, true] as $abstract) {
    $manager = new NotifySocket($abstract);
    $server = TestServer::service('<?php (new Rtws\RtServer("127.0.0.1", 0))->run();', ['NOTIFY_SOCKET' => $manager->address]);
    echo str_replace(":$server->port", ':PORT', $manager->next()), "\n";
    $server->signal(1);
    echo preg_replace('/=\d{6,}$/m', '=N', $manager->next()), "\n", $manager->next(), "\n";
    $server->signal(SIGTERM_NUMBER);
    echo $manager->next(), "\n";
    var_dump($server->wait(), $manager->next(0));
}
?>
--EXPECT--
READY=1
STATUS=Serving on 127.0.0.1:PORT
RELOADING=1
MONOTONIC_USEC=N
READY=1
STOPPING=1
STATUS=Closing connections
int(0)
NULL
READY=1
STATUS=Serving on 127.0.0.1:PORT
RELOADING=1
MONOTONIC_USEC=N
READY=1
STOPPING=1
STATUS=Closing connections
int(0)
NULL
