--TEST--
Fibers are used again, and most of those that a peak needed are given back
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c, $m) { delay((float) $m); $c->send($m); }, options: ["concurrent" => true]);
    $server->http("GET", "/", fn () => $server->stats()["fibers"]);
');
$client = $server->ws();
for ($i = 0; $i < 200; $i++) {
    $client->text('0');
    $client->message();
}
$few = json_decode($server->http('GET', '/')->body);
echo $few->created < 5 ? 'used again' : "$few->created created", ', ', $few->jobs > 200 ? 'many jobs' : "$few->jobs jobs", "\n";
$client->socket->send(str_repeat(WsClient::frame(WsClient::TEXT, '0.05'), 1000));
for ($i = 0; $i < 1000; $i++) {
    $client->message();
}
$many = json_decode($server->http('GET', '/')->body);
echo $many->created > 500 ? 'a peak' : "$many->created created", ', ', $many->live < 200 ? 'given back' : "$many->live live", "\n";
unset($client);
$server->stop();
?>
--EXPECT--
used again, many jobs
a peak, given back
