--TEST--
limits.rate_per_ip: an address that connects too fast gets 429 and is told when to come back
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_OS_FAMILY !== 'Linux') die('skip needs all of 127.0.0.0/8 as addresses'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/from.inc';

$server = TestServer::start('
    $server->http("GET", "/", fn ($r) => $r->remoteAddress);
    $server->http("GET", "/stats", fn () => $server->stats());
', '["limits" => ["rate_per_ip" => [3, 3600]]]');
for ($i = 0; $i < 3; $i++) {
    echo httpFrom($server, '127.0.0.2')->body, "\n";
}
for ($i = 0; $i < 3; $i++) {
    $answer = httpFrom($server, '127.0.0.2');
    echo $answer->status, ' ', $answer->body;
    var_dump($answer->headers['retry-after'] > 1150 && $answer->headers['retry-after'] <= 1200);
}
echo httpFrom($server, '127.0.0.3')->body, "\n";
echo json_decode($server->http('GET', '/stats')->body)->over_rate_per_ip, "\n";
$server->stop();
warnings($server);
?>
--EXPECT--
127.0.0.2
127.0.0.2
127.0.0.2
429 429 Too Many Requests: too many new connections from this address
bool(true)
429 429 Too Many Requests: too many new connections from this address
bool(true)
429 429 Too Many Requests: too many new connections from this address
bool(true)
127.0.0.3
3
warning: limits.rate_per_ip is 3 in 3600 s: 127.0.0.2 was refused another
