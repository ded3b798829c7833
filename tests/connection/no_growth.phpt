--TEST--
Connection: 2000 of them, connected and gone, leave no memory behind
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", 
        onOpen: function ($c, $r) { $c->name = "x" . $c->resourceId; $c->data = [$r]; },
        onMessage: function ($c, $m) { $c->self = $c; delay(0); $c->send($m); },
        onClose: function ($c) { delay(0); unset($c->self); },
        handshake: fn ($r) => isset($r->query["n"]));
    $server->http("GET", "/memory", function () use ($server) {
        while (count($server->connections()) > 0) { delay(0.001); }
        delay(0.01);
        gc_collect_cycles();
        return (string) memory_get_usage();
    });
');
function cycles(TestServer $server, int $count): int
{
    for ($i = 0; $i < $count; $i++) {
        $client = $server->ws("/?n=$i");
        $client->text('hi');
        $client->message();
        switch ($i % 3) {
            case 0:
                $client->close();
                break;
            case 1:
                $client->send(WsClient::TEXT, 'bye');
                $client->socket->close();
                break;
            default:
                $client->socket->close();
        }
    }
    return (int) $server->http('GET', '/memory')->body;
}
$before = cycles($server, 300);
$after = cycles($server, 2000);
echo $after - $before < 20000 ? "no growth\n" : 'grew by ' . ($after - $before) . "\n";
$server->stop();
?>
--EXPECT--
no growth
