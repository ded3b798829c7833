--TEST--
Many small messages for a suspended handler are slowed down too, and all are handled in their order
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $go = false; $got = 0;
    $server->ws("/", onMessage: function ($c, $m) use (&$go, &$got) { while (!$go) { delay(0.01); } if ((int) $m !== $got++) { echo "not in order\n"; } if ($got === 100000) { $c->send("all"); } });
    $server->http("GET", "/stats", fn () => $server->stats());
    $server->http("GET", "/go", function () use (&$go) { $go = true; return ""; });
');
$client = $server->ws();
for ($i = 0; $i < 100000;) {
    $bytes = '';
    for ($k = 0; $k < 1000; $k++, $i++) {
        $bytes .= WsClient::frame(WsClient::TEXT, "$i");
    }
    $client->socket->send($bytes);
}
$in = json_decode($server->http('GET', '/stats')->body)->messages_in;
echo $in < 30000 ? "slowed down\n" : "$in were read\n";
$server->http('GET', '/go');
echo $client->message(), "\n";
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
slowed down
all
