--TEST--
on(): start, workerStart, then it serves, workerStop, stop; several handlers in the order they were added
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script('<?php
    $server = new Rtws\RtServer("127.0.0.1", 0, ["log" => "off"]);
    foreach (["stop", "workerStop", "workerStart", "start", "start"] as $i => $event) {
        $server->on($event, fn () => print "$event $i\n");
    }
    $server->ws("/", onClose: fn ($c, $code) => print "closed $code\n");
    $server->run();
    echo "after run\n";
');
$client = $server->ws();
$server->signal(SIGTERM_NUMBER);
$client->close($client->closeCode());
var_dump($server->wait());
echo preg_replace('/^ready .*$/m', 'ready', $server->out);
?>
--EXPECT--
int(0)
start 3
start 4
workerStart 2
ready
closed 1001
workerStop 1
stop 0
after run
