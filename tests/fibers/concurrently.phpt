--TEST--
Rtws\concurrently(): tasks at once, results in order and by name; exceptions; more tasks than Fibers
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->on("error", fn ($e) => fwrite(STDERR, "error: {$e->getMessage()}\n"));
    $server->ws("/", onMessage: function (Connection $conn, string $m) use ($server) {
        $took = microtime(true);
        try {
            $result = match ($m) {
                "none" => Rtws\concurrently(),
                "order" => Rtws\concurrently(function () { delay(0.05); return 1; }, fn () => 2, function () { delay(0.01); return 3; }),
                "named" => Rtws\concurrently(fn () => "first", b: fn () => "B", a: function () { delay(0); return "A"; }),
                "many" => array_sum(Rtws\concurrently(...array_fill(0, 50, function () { delay(0.01); return 1; }))),
                "nested" => Rtws\concurrently(fn () => Rtws\concurrently(fn () => 1, fn () => 2), fn () => Rtws\concurrently(a: fn () => 3)),
                "throws" => Rtws\concurrently(function () { delay(0.02); throw new Exception("first"); }, fn () => 1, fn () => throw new Exception("second")),
                "together" => Rtws\concurrently(...array_fill(0, 4, function () { delay(0.2); })),
                "wrong" => Rtws\concurrently(fn () => 1, "no_such_function"),
                "wrong named" => Rtws\concurrently(x: 5),
            };
            $took = microtime(true) - $took;
            $conn->send(json_encode($result) . ($m === "together" ? ($took < 0.6 ? " at once" : " one after the other: $took") : ""));
        } catch (Throwable $e) {
            $conn->send(get_class($e) . ": " . $e->getMessage());
        }
    }, options: ["concurrent" => true], handshake: function ($request) {
        if ($request->query) {
            try {
                Rtws\concurrently(fn () => 1);
            } catch (Rtws\IllegalState $e) {
                return new Response($e->getMessage(), 403);
            }
        }
        return true;
    });
', '["limits" => ["fibers" => 3]]');
$ws = $server->ws('/');
foreach (['none', 'order', 'named', 'many', 'nested', 'throws', 'together', 'wrong', 'wrong named'] as $what) {
    $ws->text($what);
    echo "$what: ", $ws->message(), "\n";
}
echo $server->http('GET', '/?x=1', ['Connection' => 'Upgrade', 'Upgrade' => 'websocket', 'Sec-WebSocket-Version' => '13', 'Sec-WebSocket-Key' => 'dGhlIHNhbXBsZSBub25jZQ=='])->body, "\n";
// as many at once as there are Fibers, each with tasks
for ($i = 0; $i < 6; $i++) {
    $ws->text('order');
}
for ($i = 0; $i < 6; $i++) {
    echo $ws->message(), "\n";
}
$server->stop();
preg_match_all('/^error: .*/m', $server->err, $lines);
echo implode("\n", $lines[0]);
?>
--EXPECT--
none: []
order: [1,2,3]
named: {"0":"first","b":"B","a":"A"}
many: 50
nested: [[1,2],{"a":3}]
throws: Exception: first
together: [null,null,null,null] at once
wrong: TypeError: Rtws\concurrently(): Argument #2 must be a callable, string given
wrong named: TypeError: Rtws\concurrently(): Argument $x must be a callable, int given
Rtws\concurrently() suspends a handler: it needs a running server and a Fiber that can be suspended
[1,2,3]
[1,2,3]
[1,2,3]
[1,2,3]
[1,2,3]
[1,2,3]
error: second
