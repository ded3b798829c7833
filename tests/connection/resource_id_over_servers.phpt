--TEST--
Connection: $resourceId is unique in the process, over runs and servers; $id likewise
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script('<?php
    $one = new Rtws\RtServer("127.0.0.1", 0, ["log" => "off"]);
    $two = new Rtws\RtServer("127.0.0.1", 0, ["log" => "off"]);
    foreach ([$one, $one, $two] as $i => $server) {
        if ($i !== 1) {
            $server->ws("/", onOpen: function ($c) use ($server) { echo "id $c->resourceId $c->id\n"; $server->stop(); });
        }
        $server->run();
    }
    unset($one, $two, $server);
    gc_collect_cycles();
');
foreach ([1, 2, 3] as $i) {
    $server->await('/(?:ready [^:]*:(\d+)\n.*?){' . $i . '}/s', 10, $match);
    $client = WsClient::open((int) $match[1], '/');
    $client->close($client->closeCode());
    $client->socket->close();
}
$server->wait();
preg_match_all('/^id (\d+) (\S+)$/m', $server->out, $matches);
var_dump(count($matches[1]), count(array_unique($matches[1])), count(array_unique($matches[2])));
?>
--EXPECT--
int(3)
int(3)
int(3)
