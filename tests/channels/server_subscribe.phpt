--TEST--
RtServer::subscribe(): exact and by pattern, in order also when a handler suspends, until it is cancelled
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $log = [];
    $server->on("error", fn (Throwable $e) => print("error: " . $e->getMessage() . "\n"));
    $server->publish("chat:0", "nobody hears this");
    $server->subscribe("chat:1", function ($data, $channel, Rtws\Publication $p) use (&$log) {
        $log[] = ["exact", $data, $channel, $p->channel, $p->data, $p->event, preg_match("/^[0-9a-f]{8}-\d+$/D", $p->id), abs($p->time - microtime(true)) < 2];
    });
    $slow = [];
    $server->subscribe("chat:*", function ($data, $channel) use (&$slow) {
        if (is_int($data)) {
            delay($data % 3 / 1000);
            $slow[] = $data;
        }
    });
    $server->subscribe("chat:*", fn ($data) => $data === "throw" && throw new RuntimeException("handler fell over"));
    $times = 0;
    $once = $server->subscribe("*:1", function ($data) use (&$once, &$times) {
        $times++;
        $once->cancel();
        $once->cancel();
    });
    $chain = [];
    $server->subscribe("chain", function ($n) use ($server, &$chain) {
        $chain[] = $n;
        if ($n < 5) {
            $server->publish("chain", $n + 1);
            $chain[] = "after $n";
        }
    });
    /* before run() */
    echo json_encode($server->publish("chat:1", ["before" => "run"], "ev")), "\n";
    $server->http("GET", "/log", function () use (&$log) { $l = $log; $log = []; return $l; });
    $server->http("POST", "/publish", function ($r) use ($server) {
        foreach (json_decode($r->body(), true) as [$channel, $data]) { $server->publish($channel, $data); }
        return 204;
    });
    $server->http("GET", "/state", function () use (&$slow, &$once, &$times, &$chain) {
        return [$slow, $once->isActive(), $times, $chain];
    });
    foreach ([fn () => $server->subscribe("", "strlen"), fn () => $server->subscribe("x", "strlen", ["new" => 1])] as $call) {
        try { $call(); } catch (Throwable $e) { echo get_class($e), ": ", $e->getMessage(), "\n"; }
    }
');
echo $server->http('GET', '/log')->body, "\n";
$publish = fn (array $what) => $server->http('POST', '/publish', [], json_encode($what));
$publish([['chat:1', 'x'], ['chat:2', 'y'], ['chat:1', null], ['chat', 'z']]);
echo $server->http('GET', '/log')->body, "\n";
$publish(array_map(fn ($n) => ['chat:' . $n % 4, $n], range(1, 30)));
$publish([['chain', 1]]);
$end = microtime(true) + 10;
do {
    [$slow, $active, $times, $chain] = json_decode($server->http('GET', '/state')->body, true);
} while (count($slow) < 30 && microtime(true) < $end);
var_dump($slow === range(1, 30), $active, $times);
echo json_encode($chain), "\n";
$publish([['chat:9', 'throw'], ['chat:9', 'throw']]);
$server->await('/(error.*\n){2}/');
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
[["exact",{"before":"run"},"chat:1","chat:1",{"before":"run"},"ev",1,true]]
[["exact","x","chat:1","chat:1","x",null,1,true],["exact",null,"chat:1","chat:1",null,null,1,true]]
bool(true)
bool(false)
int(1)
[1,"after 1",2,"after 2",3,"after 3",4,"after 4",5]
0
ValueError: Rtws\RtServer::subscribe(): Argument #1 ($channel) must be a channel name: 1 to 255 bytes of UTF-8 without control characters, "" (0 bytes) given
Rtws\InvalidOption: Unknown option "new", known are: every_worker
error: handler fell over
error: handler fell over
