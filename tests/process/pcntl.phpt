--TEST--
pcntl: signal handlers run while the loop waits
--EXTENSIONS--
rtws
pcntl
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    pcntl_async_signals(true);
    pcntl_signal(SIGUSR1, fn () => print "handler of USR1\n");
    pcntl_signal(SIGHUP, function () use ($server) { echo "handler of HUP\n"; $server->stop(); });
    $server->http("GET", "/", fn () => "served");
');
$server->http('GET', '/');
$server->signal(SIGUSR1);
var_dump($server->await('/^handler of USR1/m'));
echo $server->http('GET', '/')->body, "\n";
$server->signal(SIGHUP);
var_dump($server->wait());
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
bool(true)
served
int(0)
handler of USR1
handler of HUP
