--TEST--
run(): after stop() it can run again, with the same endpoints
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script('<?php
    $server = new Rtws\RtServer("127.0.0.1", 0, ["log" => "off"]);
    $server->http("GET", "/stop", function () use ($server) { $server->stop(); return "stopping"; });
    $server->ws("/", onMessage: fn ($c, $m) => $c->send($m));
    $server->run();
    echo "between {$server->stats()["connections"]}\n";
    $server->run();
    echo "after\n";
    unset($server);
    gc_collect_cycles();
');
foreach ([1, 2] as $round) {
    $client = $server->ws();
    $client->text("round $round");
    echo $client->message(), "\n";
    echo $server->http('GET', '/stop')->body, "\n";
    var_dump($client->closeCode());
    $client->send(WsClient::CLOSE, pack('n', 1001));
    if ($round === 1) {
        var_dump($server->await('/^between 0\nready [^:]*:(\d+)$/m', 10, $match));
        $server->port = (int) $match[1];
    }
}
var_dump($server->wait(), str_ends_with($server->out, "after\n"));
?>
--EXPECT--
round 1
stopping
int(1001)
bool(true)
round 2
stopping
int(1001)
int(0)
bool(true)
