--TEST--
limits.handshake_timeout: a request that does not come is 408, a silent connection just ends
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("POST", "/", fn () => "served");
    $server->http("GET", "/slow", function () { delay(0.6); return "slow"; });
', '["limits" => ["handshake_timeout" => 0.3]]');
$silent = $server->connect();
$slow = new HttpClient($server->port);
$slow->send('GET', '/slow');
$half = new HttpClient($server->port);
$half->socket->send("GET / HTTP/1.1\r\nHost: a\r\nX-");
var_dump($silent->rest());
$answer = $half->answer();
echo "$answer->status {$answer->headers['connection']}\n";
echo $slow->answer()->body, "\n";
unset($silent, $slow, $half);
$server->stop();
?>
--EXPECT--
string(0) ""
408 close
slow
