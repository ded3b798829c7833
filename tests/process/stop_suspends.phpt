--TEST--
The handlers of the end may suspend; run() waits for them
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onClose: function () { delay(0.05); echo "closed\n"; });
    $server->on("workerStop", function () { delay(0.05); echo "workerStop\n"; });
    $server->on("stop", function () { delay(0.1); echo "stop\n"; });
');
$client = $server->ws();
$server->signal(SIGTERM_NUMBER);
$client->close($client->closeCode());
unset($client);
var_dump($server->wait());
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
int(0)
closed
workerStop
stop
