--TEST--
A fatal error in a callback of Revolt or React, with a handler suspended: as in any handler
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('amphp/amp', 'react/event-loop');
if (getenv('USE_ZEND_ALLOC') === '0' || getenv('RTWS_TEST_VALGRIND')) die('skip memory_limit is not enforced');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

/* what a fatal error interrupts is not freed: the process ends */
putenv('ASAN_OPTIONS=' . getenv('ASAN_OPTIONS') . ':detect_leaks=0');

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
    echo "$title: status $status\n", preg_replace('/^ready.*\n/', '', preg_replace('/^\n?Fatal error.*\n/m', '', $server->out)), "\n";
};

foreach (['fatal()'] as $how) {
    foreach (['EventLoop::delay(0.01, function () {', 'Loop::addTimer(0.01, function () {', 'Amp\async(function () { Amp\delay(0.01);'] as $where) {
        $server = vendor_server($handler . '
            function fatal() { ini_set("memory_limit", memory_get_usage() + 3000000); str_repeat("x", 9000000); }
            $server->http("GET", "/", function () { ' . "$where $how; }); " . 'return ""; });');
        $client = $server->ws();
        $client->text('60');
        $server->await('/60 begins/');
        $server->http('GET', '/');
        $close = $client->closeCode();
        $show("$how $where closes with $close", $server);
    }
}
?>
--EXPECT--
fatal() EventLoop::delay(0.01, function () { closes with 1001: status 255
60 begins
shutdown function

fatal() Loop::addTimer(0.01, function () { closes with 1001: status 255
60 begins
shutdown function

fatal() Amp\async(function () { Amp\delay(0.01); closes with 1001: status 255
60 begins
shutdown function
