--TEST--
limits.fibers: more handlers than that wait for one to end, the log says so, all are served
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/{n}", function ($r) use ($server) {
        static $running = 0, $most = 0;
        $most = max($most, ++$running);
        delay(0.03);
        $running--;
        return "{$r->params["n"]} $most " . ($server->stats()["fibers"]["live"] <= 4 ? "" : "too many");
    });
', '["limits" => ["fibers" => 4]]');
$clients = [];
for ($i = 0; $i < 20; $i++) {
    $clients[$i] = new HttpClient($server->port);
    $clients[$i]->send('GET', "/$i");
}
foreach ($clients as $i => $client) {
    $body = $client->answer()?->body;
    echo $body === "$i 4 " || $i < 3 ? '.' : "[$i: $body]";
}
unset($client, $clients);
$server->stop();
echo "\n", preg_match_all('/warning: all 4 fibers are suspended/', $server->err) > 0 ? 'warned' : 'no warning', "\n";
?>
--EXPECT--
....................
warned
