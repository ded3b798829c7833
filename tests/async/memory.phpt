--TEST--
Thousands of handlers suspended in Amp: some 20 KB each, and all of it is given back
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('amphp/amp');
if (getenv('RTWS_TEST_VALGRIND')) die('skip memory is another under valgrind');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    $gate = new DeferredFuture();
    $waiting = 0;
    $server->ws("/", onMessage: function ($c, $m) use (&$gate, &$waiting) {
        $waiting++;
        $gate->getFuture()->await();
        $waiting--;
        $c->send("x");
    }, options: ["concurrent" => true]);
    $server->http("GET", "/stats", function () use (&$waiting) {
        gc_collect_cycles();
        preg_match("/VmRSS:\s*(\d+)/", file_get_contents("/proc/self/status"), $rss);
        return json_encode(["waiting" => $waiting, "used" => memory_get_usage(), "rss" => 1024 * $rss[1]]);
    });
    $server->http("GET", "/open", function () use (&$gate) { $gate->complete(); $gate = new DeferredFuture(); return ""; });
', ini: ['memory_limit=512M']);
$stats = fn () => json_decode($server->http('GET', '/stats')->body);
$client = $server->ws();
$round = function (int $count) use ($server, $stats, $client) {
    $all = str_repeat(WsClient::frame(WsClient::TEXT, 'm'), $count);
    $client->socket->send($all);
    do {
        $now = $stats();
    } while ($now->waiting < $count);
    $server->http('GET', '/open');
    for ($i = 0; $i < $count; $i++) {
        $client->message();
    }
    return $now;
};
$round(10);
$before = $stats();
$during = $round(3000);
$after = $stats();
$used = ($during->used - $before->used) / 3000;
$rss = ($during->rss - $before->rss) / 3000;
if (getenv('RTWS_TEST_VERBOSE')) {
    fprintf(STDERR, "%.1f KB of memory_limit, %.1f KB resident\n", $used / 1024, $rss / 1024);
}
echo $used < 24 * 1024 ? "memory_limit: below 24 KB each\n" : "memory_limit: $used each\n";
echo $rss < 32 * 1024 ? "resident: below 32 KB each\n" : "resident: $rss each\n";
/* 128 idle Fibers stay */
echo $after->used - $before->used < 128 * 20 * 1024 + 2e6 ? "given back\n" : 'not given back: ' . ($after->used - $before->used) . "\n";
unset($client);
$server->stop();
?>
--EXPECT--
memory_limit: below 24 KB each
resident: below 32 KB each
given back
