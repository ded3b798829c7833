--TEST--
$server may be unset while it runs; after run() it and everything that hangs on it is collected
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script('<?php
    use Rtws\RtServer;
    class Room { public $server; public function onMessage($c, $m) { global $server; unset($GLOBALS["server"]); gc_collect_cycles(); $c->send("unset"); } }
    $server = new RtServer("127.0.0.1", 0, ["log" => function () use (&$server) {}]);
    $room = new Room;
    $room->server = $server;
    $closure = function () use ($server) { return "x"; };
    $server->ws("/", $room);
    $server->ws("/b", onOpen: fn () => $server, onClose: fn () => $server, handshake: fn () => $server);
    $server->http("GET", "/", $closure);
    $server->http("GET", "/stop", function () use ($room) { $room->server->stop(); return "stopping"; });
    $server->on("start", fn () => $server);
    $server->on("error", fn () => $server);
    $timer = $server->every(0.01, fn () => $server);
    $later = $server->after(1000, fn () => $server);
    $server->defer(fn () => $server);
    foreach (["server", "room", "closure", "timer", "later"] as $name) {
        $refs[$name] = WeakReference::create($$name);
    }
    unset($room, $closure, $timer, $later);
    $server->run();
    unset($server);
    gc_collect_cycles();
    foreach ($refs as $name => $ref) {
        echo $name, $ref->get() === null ? " collected\n" : " is there\n";
    }
    echo "end\n";
');
$client = $server->ws();
$client->text('');
echo $client->message(), "\n";
$client->close();
echo $server->http('GET', '/')->body, "\n", $server->http('GET', '/stop')->body, "\n";
unset($client);
var_dump($server->wait());
echo preg_replace('/^ready.*\n/', '', $server->out), $server->err;
?>
--EXPECT--
unset
x
stopping
int(0)
server collected
room collected
closure collected
timer collected
later collected
end
