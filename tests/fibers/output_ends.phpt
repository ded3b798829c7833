--TEST--
open output buffers at the end: what handlers wrote is not lost by exit(), a fatal error or a Fiber that is never resumed
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (getenv('USE_ZEND_ALLOC') === '0' || getenv('RTWS_TEST_VALGRIND')) die('skip a fatal error leaves memory behind');
?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

foreach (['exit' => 'exit(3);', 'fatal' => 'eval("function strlen() {}");', 'stop' => '$server->stop();'] as $name => $end) {
    $server = TestServer::start('
        $server->ws("/", onMessage: function ($c, $m) use ($server) {
            ob_start();
            echo "written by $m\n";
            $c->send("");
            $m === "sleeper" ? delay(60) : null;
            ' . $end . '
        });
        $server->run();
        echo "after run()\n";
    ');
    $sleeper = $server->ws();
    $sleeper->text('sleeper');
    $sleeper->message();
    $client = $server->ws();
    $client->text('handler');
    $client->closeCode();
    $client->socket->close();
    $sleeper->socket->close();
    if ($name === 'stop') {
        $server->signal(SIGTERM_NUMBER); /* the grace ends */
    }
    echo "$name: ", $server->wait(), "\n";
    preg_match_all('/^written by .*\n|Fatal error: Cannot redeclare|after run.*\n/m', $server->out, $matches);
    sort($matches[0]);
    echo '    ', implode('    ', $matches[0]), "\n";
}
?>
--EXPECT--
exit: 3
    written by handler
    written by sleeper

fatal: 255
    Fatal error: Cannot redeclare    written by handler

stop: 
    after run()
    written by handler
    written by sleeper
