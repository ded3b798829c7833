--TEST--
The ends of a server with handlers suspended in Amp and React: exit(), stop, clients that go
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('amphp/amp', 'react/event-loop');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$handler = '
    register_shutdown_function(function () { echo "shutdown function\n"; });
    $server->ws("/", onMessage: function ($c, $m) {
        echo "$m begins\n";
        try {
            Amp\delay((float) $m);
        } finally {
            echo "$m finally\n";
        }
        echo "$m ends\n";
        $c->send("$m ended");
    }, onClose: function ($c) { echo "closed\n"; });
';
$show = function (string $title, TestServer $server) {
    $status = $server->wait();
    echo "$title: status $status\n", preg_replace('/^ready.*\n/', '', $server->out), "\n";
};

foreach (['exit(3)'] as $how) {
    foreach (['EventLoop::delay(0.01, function () {', 'Loop::addTimer(0.01, function () {', 'Amp\async(function () { Amp\delay(0.01);'] as $where) {
        $server = vendor_server($handler . '
            $server->http("GET", "/", function () { ' . "$where $how; }); " . 'return ""; });');
        $client = $server->ws();
        $client->text('60');
        $server->await('/60 begins/');
        $server->http('GET', '/');
        $close = $client->closeCode();
        $show("$how $where closes with $close", $server);
    }
}

/* SIGTERM waits for who is at work */
$server = vendor_server($handler);
$client = $server->ws();
$client->text('0.3');
$server->await('/begins/');
$server->signal(SIGTERM_NUMBER);
$show('SIGTERM', $server);

/* but not longer than the grace */
$server = vendor_server($handler . '$server->http("GET", "/", function () use ($server) { $server->stop(0.05); return ""; });');
$client = $server->ws();
$client->text('60');
$server->await('/begins/');
$server->http('GET', '/');
$show('stop(0.05)', $server);

/* a client that has gone: its handler goes on, and sends to nobody */
$server = vendor_server($handler);
$client = $server->ws();
$client->text('0.1');
$server->await('/begins/');
$client->socket->abort();
unset($client);
$server->await('/closed/');
$server->signal(SIGTERM_NUMBER);
$show('client gone', $server);
?>
--EXPECT--
exit(3) EventLoop::delay(0.01, function () { closes with 1001: status 3
60 begins
shutdown function
60 finally

exit(3) Loop::addTimer(0.01, function () { closes with 1001: status 3
60 begins
shutdown function
60 finally

exit(3) Amp\async(function () { Amp\delay(0.01); closes with 1001: status 3
60 begins
shutdown function
60 finally

SIGTERM: status 0
0.3 begins
0.3 finally
0.3 ends
closed
shutdown function

stop(0.05): status 0
60 begins
shutdown function
60 finally

client gone: status 0
0.1 begins
0.1 finally
0.1 ends
closed
shutdown function
