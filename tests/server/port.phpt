--TEST--
RtServer::$port is the real one from 'start' on
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script('<?php
    $server = new Rtws\RtServer("127.0.0.1", 0);
    echo "before {$server->port}\n";
    $server->on("start", fn () => print "start {$server->port}\n");
    $server->run();
    echo "after {$server->port}\n";
    unset($server);
    gc_collect_cycles();
');
$server->stop();
preg_match('/^before (\d+)\nstart (\d+)\nready 127\.0\.0\.1:(\d+)\nafter (\d+)$/m', $server->out, $m);
var_dump((int) $m[1], (int) $m[2] === $server->port, (int) $m[4] === $server->port, $server->port > 0);
?>
--EXPECT--
int(0)
bool(true)
bool(true)
bool(true)
