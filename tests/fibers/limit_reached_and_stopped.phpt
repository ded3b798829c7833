--TEST--
limits.fibers: the server can be stopped while all of them sleep
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/", function () { echo "sleeping\n"; try { delay(60); } finally { echo "unwound\n"; } });
', '["limits" => ["fibers" => 2]]');
$clients = [];
for ($i = 0; $i < 4; $i++) {
    $clients[$i] = new HttpClient($server->port);
    $clients[$i]->send('GET', '/');
}
$server->await('/sleeping\nsleeping/');
$server->signal(SIGTERM_NUMBER);
$server->awaitLog('/SIGTERM, stopping/');
$server->signal(SIGTERM_NUMBER);
var_dump($server->wait());
echo substr_count($server->out, 'sleeping'), ' ', substr_count($server->out, 'unwound'), "\n";
?>
--EXPECT--
int(0)
2 2
