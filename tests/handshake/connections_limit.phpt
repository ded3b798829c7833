--TEST--
limits.connections: one too many gets 503 with Retry-After, and a place that becomes free is used again
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    $server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ');
    $server->http("GET", "/stats", fn () => array_intersect_key($server->stats(), ["connections" => 1, "opened" => 1, "refused" => 1]));
', '["limits" => ["connections" => 3]]');

function attempt(TestServer $server): HttpAnswer
{
    $client = new WsClient($server->connect());
    $client->socket->send(WsClient::handshake('/'));
    return $client->readAnswer();
}
$a = $server->ws('/?tag=a');
$b = $server->ws('/?tag=b');
$c = $server->ws('/?tag=c');
for ($i = 0; $i < 3; $i++) {
    $answer = attempt($server);
    echo $answer->status, ' ', $answer->headers['retry-after'] ?? 'no Retry-After', "\n";
}
/* HTTP is served all the time */
echo $server->http('GET', '/stats')->body, "\n";
/* by a Close, a drop and an error: each makes one place, not more */
$a->close();
echo ending($server, 'a'), "\n";
$d = $server->ws('/?tag=d');
echo attempt($server)->status, "\n";
$b->socket->close();
echo ending($server, 'b'), "\n";
$e = $server->ws('/?tag=e');
echo attempt($server)->status, "\n";
$c->socket->send("\xff\xff");
echo ending($server, 'c'), "\n";
$f = $server->ws('/?tag=f');
echo attempt($server)->status, "\n";
$f->text('works');
echo $f->message(), "\n";
echo $server->http('GET', '/stats')->body, "\n";
unset($a, $b, $c, $d, $e, $f);
$server->stop();
?>
--EXPECT--
503 1
503 1
503 1
{"connections":3,"opened":3,"refused":3}
1000
503
1006
503
1002 protocol error
503
works
{"connections":3,"opened":6,"refused":6}
