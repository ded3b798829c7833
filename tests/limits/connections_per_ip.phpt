--TEST--
limits.connections_per_ip: an address with so many sockets gets 503 for another, others come in
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_OS_FAMILY !== 'Linux') die('skip needs all of 127.0.0.0/8 as addresses'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/from.inc';

$server = TestServer::start('
    $server->ws("/", onOpen: fn ($c) => $c->send($c->remoteAddress));
    $server->http("GET", "/stats", fn () => $server->stats());
', '["limits" => ["connections_per_ip" => 2]]');
$a = wsFrom($server, '127.0.0.2');
$b = wsFrom($server, '127.0.0.2');
echo $a->message(), ' ', $b->message(), "\n";
foreach ([wsFrom($server, '127.0.0.2'), wsFrom($server, '127.0.0.2')] as $refused) {
    echo $refused->answer->status, ' ', $refused->answer->headers['retry-after'], ' ', $refused->socket->rest();
    var_dump($refused->socket->reset);
}
echo wsFrom($server, '127.0.0.3')->message(), "\n";
$a->close();
$a->socket->rest();
$a->socket->close();
do { /* the server hears of it */
    $again = wsFrom($server, '127.0.0.2');
} while ($again->answer->status === 503 && microtime(true) < $_SERVER['REQUEST_TIME_FLOAT'] + patience(5));
echo $again->message(), "\n";
$stats = json_decode($server->http('GET', '/stats')->body, true);
var_dump($stats['over_connections_per_ip'] >= 2, $stats['over_rate_per_ip'], $stats['turned_away']);
unset($again, $b, $refused);
$server->stop();
warnings($server);
?>
--EXPECT--
127.0.0.2 127.0.0.2
503 1 503 Service Unavailable: too many connections from this address
bool(false)
503 1 503 Service Unavailable: too many connections from this address
bool(false)
127.0.0.3
127.0.0.2
bool(true)
int(0)
int(0)
warning: limits.connections_per_ip is 2: 127.0.0.2 was refused another
