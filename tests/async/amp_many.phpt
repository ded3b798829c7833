--TEST--
Hundreds of handlers suspended in Amp: others are answered as fast as ever
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('amphp/amp');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    $gate = new DeferredFuture();
    $waiting = 0;
    $server->ws("/echo", onMessage: fn ($c, $m) => $c->send($m));
    $server->ws("/wait", onMessage: function ($c, $m) use (&$gate, &$waiting) {
        $waiting++;
        $gate->getFuture()->await();
        Amp\delay(0.001);
        $waiting--;
        $c->send($m);
    }, options: ["concurrent" => true]);
    $server->http("GET", "/waiting", function () use (&$waiting) { return "$waiting"; });
    $server->http("GET", "/open", function () use (&$gate) { $gate->complete(); return ""; });
');
$echo = $server->ws('/echo');
$median = function () use ($echo) {
    $times = [];
    for ($i = 0; $i < 101; $i++) {
        $start = hrtime(true);
        $echo->text('x');
        $echo->message();
        $times[] = hrtime(true) - $start;
    }
    sort($times);
    return $times[50] / 1e6;
};
$before = $median();

$client = $server->ws('/wait');
$all = '';
for ($i = 0; $i < 500; $i++) {
    $all .= WsClient::frame(WsClient::TEXT, "$i");
}
$client->socket->send($all);
do {
    $waiting = (int) $server->http('GET', '/waiting')->body;
} while ($waiting < 500);
$during = $median();

$server->http('GET', '/open');
$got = [];
for ($i = 0; $i < 500; $i++) {
    $got[$client->message()] = true;
}
var_dump($waiting, count($got), (int) $server->http('GET', '/waiting')->body);
/* both are some 0.1 ms; a loop that looks at each of those who wait would show */
echo $during < $before * 5 + 2 ? "as fast as ever\n" : "$before ms before, $during ms while they wait\n";
unset($client, $echo);
$server->stop();
?>
--EXPECT--
int(500)
int(500)
int(0)
as fast as ever
