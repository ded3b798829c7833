--TEST--
Amp, React, Rtws\delay() and Rtws\concurrently() in one server, and in one handler
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

$server = vendor_server('
    function react(float $seconds): void {
        $fiber = Fiber::getCurrent();
        Loop::addTimer($seconds, fn () => $fiber->resume());
        Fiber::suspend();
    }
    $ticks = 0;
    $server->every(0.001, function () use (&$ticks) { $ticks++; });
    $server->ws("/", onMessage: function ($c, $m) {
        $start = hrtime(true);
        foreach (explode(" ", $m) as $how) {
            match ($how) { "amp" => Amp\delay(0.01), "react" => react(0.01), "rtws" => delay(0.01) };
        }
        $ms = (hrtime(true) - $start) / 1e6;
        $c->send($m . ($ms >= 9.9 * count(explode(" ", $m)) ? " waited" : " $ms ms"));
    }, options: ["concurrent" => true]);
    $server->http("GET", "/concurrently", function () {
        $start = hrtime(true);
        $results = Rtws\concurrently(
            amp: function () { Amp\delay(0.02); return "amp"; },
            react: function () { react(0.02); return "react"; },
            rtws: function () { delay(0.02); return "rtws"; },
            async: fn () => Amp\async(function () { Amp\delay(0.02); return "async"; })->await());
        return json_encode($results) . ((hrtime(true) - $start) / 1e6 >= 19.9 ? "" : " too early");
    });
    $server->http("GET", "/ticks", function () use (&$ticks) { return $ticks > 0 ? "timers went on" : "no timer"; });
    $server->http("GET", "/async", fn () => implode(" ", Amp\Future\await([
        Amp\async(function () { delay(0.001); return "rtws in amp"; }),
        Amp\async(function () { react(0.001); return "react in amp"; }),
    ])));
');
$client = $server->ws();
foreach (['amp', 'react', 'rtws', 'amp react rtws amp', 'rtws react amp rtws'] as $what) {
    $client->text($what);
}
for ($i = 0; $i < 5; $i++) {
    echo $client->message(), "\n";
}
echo $server->http('GET', '/async')->body, "\n", $server->http('GET', '/concurrently')->body, "\n", $server->http('GET', '/ticks')->body, "\n";
unset($client);
$server->stop();
echo preg_match('/error|warning/', $server->err) ? $server->err : 'nothing in the log';
?>
--EXPECTREGEX--
(?:(?:amp|react|rtws) waited\n){3}(?:amp react rtws amp|rtws react amp rtws) waited
(?:amp react rtws amp|rtws react amp rtws) waited
rtws in amp react in amp
\{"amp":"amp","react":"react","rtws":"rtws","async":"async"\}
timers went on
nothing in the log
