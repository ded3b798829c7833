--TEST--
pcntl: an exception in a signal handler comes out of run(), clients get 1001, and the server can run again
--EXTENSIONS--
rtws
pcntl
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script('<?php
    pcntl_async_signals(true);
    pcntl_signal(SIGUSR1, fn () => throw new RuntimeException("from the signal"));
    $server = new Rtws\RtServer("127.0.0.1", 0, ["log" => "off"]);
    $server->ws("/");
    try { $server->run(); } catch (RuntimeException $e) { echo $e->getMessage(), "\n"; }
    $server->on("start", $server->stop(...));
    $server->run();
    echo "end\n";
    unset($server);
    gc_collect_cycles();
');
$client = $server->ws();
$server->signal(SIGUSR1);
echo $client->closeCode(), "\n";
$client->socket->close();
var_dump($server->wait());
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
1001
int(0)
from the signal
end
