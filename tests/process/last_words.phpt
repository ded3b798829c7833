--TEST--
Exceptions in the handlers of the end go to the log; run() inside them is refused; the status is 0
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onClose: fn () => throw new Exception("in close"));
    $server->on("workerStop", fn () => throw new Exception("in workerStop"));
    $server->on("stop", function () use ($server) { try { $server->run(); } catch (Rtws\IllegalState $e) { echo $e->getMessage(), "\n"; } $server->stop(); throw new Exception("in stop"); });
    $server->on("stop", fn () => print "the second one\n");
');
$client = $server->ws();
$server->signal(SIGTERM_NUMBER);
$client->close($client->closeCode());
unset($client);
var_dump($server->wait());
echo preg_replace('/^ready.*\n/', '', $server->out);
preg_match_all('/ error: uncaught in [^:]+: Exception: (in \w+) in/', $server->err, $matches);
echo implode(', ', $matches[1]), "\n";
?>
--EXPECT--
int(0)
A server is already running in this process
the second one
in close, in workerStop, in stop
