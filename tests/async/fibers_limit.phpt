--TEST--
All Fibers wait for React or Revolt: their callbacks still come, and end the wait
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
    $server->ws("/{loop}", onMessage: function (Connection $c, $m) {
        if ($c->request()->params["loop"] === "react") {
            $fiber = Fiber::getCurrent();
            Loop::addTimer(0.02, fn () => $fiber->resume());
            Fiber::suspend();
        } else {
            Amp\async(fn () => Amp\delay(0.02))->await();
        }
        $c->send("$m");
    }, options: ["concurrent" => true]);
    $server->http("GET", "/", fn () => json_encode($server->stats()["fibers"]));
', '["limits" => ["fibers" => 4]]');
foreach (['react', 'revolt'] as $loop) {
    $client = $server->ws("/$loop");
    for ($i = 0; $i < 10; $i++) {
        $client->text("$i");
    }
    $got = [];
    for ($i = 0; $i < 10; $i++) {
        $got[] = $client->message();
    }
    sort($got);
    echo "$loop: ", implode(' ', $got), "\n";
    unset($client);
}
var_dump(str_contains($server->http('GET', '/')->body, '"live":5'));
$server->stop();
echo preg_match_all('/all 4 fibers are suspended/', $server->err) > 0 ? "told in the log\n" : $server->err;
?>
--EXPECT--
react: 0 1 2 3 4 5 6 7 8 9
revolt: 0 1 2 3 4 5 6 7 8 9
bool(true)
told in the log
