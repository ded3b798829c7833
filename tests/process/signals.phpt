--TEST--
SIGTERM and SIGINT: every client gets 1001, stop handlers run, run() returns, status 0
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

foreach ([SIGTERM_NUMBER => 'SIGTERM', SIGINT_NUMBER => 'SIGINT'] as $signal => $name) {
    $server = TestServer::start('
        $server->ws("/", onClose: fn ($c, $code, $reason) => print "close $code $reason\n");
        $server->on("stop", function () { delay(0.01); echo "stop handler\n"; });
        register_shutdown_function(fn () => print "shutdown function\n");
        (function () use ($server) { $server->run(); echo "after run\n"; exit; })();
    ');
    $clients = [$server->ws(), $server->ws(), $server->ws()];
    $server->signal($signal);
    foreach ($clients as $client) {
        $frame = $client->read();
        echo $frame->code(), ' ', $frame->reason(), ', ';
        $client->send(WsClient::CLOSE, $frame->payload);
        $client->socket->rest();
    }
    var_dump($server->wait());
    echo preg_replace('/^ready.*\n/', '', $server->out), preg_match("/ info: $name, stopping/", $server->err), "\n";
}
?>
--EXPECT--
1001 server going away, 1001 server going away, 1001 server going away, int(0)
close 1001 server going away
close 1001 server going away
close 1001 server going away
stop handler
after run
shutdown function
1
1001 server going away, 1001 server going away, 1001 server going away, int(0)
close 1001 server going away
close 1001 server going away
close 1001 server going away
stop handler
after run
shutdown function
1
