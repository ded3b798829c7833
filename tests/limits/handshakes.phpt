--TEST--
limits.handshakes: so many sockets may wait for their first request; who has sent it counts no more
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/from.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: fn ($c, $m) => $c->send($m));
    $server->http("GET", "/stats", fn () => $server->stats());
', '["limits" => ["handshakes" => 3]]');
$kept = new HttpClient($server->port);
$stats = function () use ($kept) {
    $kept->send('GET', '/stats');
    return json_decode($kept->answer()->body, true);
};
$stats();
$open = [$server->ws(), $server->ws(), $server->ws(), $server->ws()];
$silent = [$server->connect(), $server->connect(), $server->connect()];
while ($stats()['sockets'] < 8 && microtime(true) < $_SERVER['REQUEST_TIME_FLOAT'] + patience(5)) {
}
$late = $server->connect();
echo strtok($late->rest(), "\r"), "\n";
$open[3]->text('still here');
echo $open[3]->message(), "\n";
$silent[0]->send(WsClient::handshake('/'));
echo strtok($silent[0]->until("\r\n\r\n"), "\r"), "\n";
echo strtok($server->ws()->answer->head, "\r"), "\n";
echo $stats()['over_handshakes'], "\n";
unset($open, $silent, $late);
$server->stop();
warnings($server);
?>
--EXPECT--
HTTP/1.1 503 Service Unavailable
still here
HTTP/1.1 101 Switching Protocols
HTTP/1.1 101 Switching Protocols
1
warning: limits.handshakes is 3: 127.0.0.1 was refused
