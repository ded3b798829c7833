--TEST--
500 handlers that sleep at once end together
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c, $m) use ($server) {
        static $running = 0, $most = 0;
        $most = max($most, ++$running);
        delay(0.2);
        $running--;
        $c->send("$m $most");
    }, options: ["concurrent" => true]);
');
$client = $server->ws();
$all = '';
for ($i = 0; $i < 500; $i++) {
    $all .= WsClient::frame(WsClient::TEXT, "$i");
}
$start = microtime(true);
$client->socket->send($all);
$got = [];
for ($i = 0; $i < 500; $i++) {
    [$number, $most] = explode(' ', $client->message());
    $got[$number] = true;
}
$time = microtime(true) - $start;
var_dump(count($got), $most, $time >= 0.19 && $time < patience(5) ? 'together' : $time);
unset($client);
$server->stop();
?>
--EXPECT--
int(500)
string(3) "500"
string(8) "together"
