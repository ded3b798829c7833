--TEST--
exit() in on('start') and on('stop') ends likewise
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

foreach (['start', 'workerStop', 'stop'] as $event) {
    $server = TestServer::script('<?php
        $server = new Rtws\RtServer("127.0.0.1", 0);
        register_shutdown_function(fn () => print "shutdown\n");
        $server->on("' . $event . '", function () { Rtws\delay(0.001); exit(4); });
        $server->run();
        echo "not here\n";
    ');
    if ($event !== 'start') { /* which ends by itself */
        $server->signal(SIGTERM_NUMBER);
    }
    echo "$event: ", $server->wait() ?? 'hangs', ' ', preg_replace('/^ready.*\n/', '', $server->out);
}
?>
--EXPECT--
start: 4 shutdown
workerStop: 4 shutdown
stop: 4 shutdown
