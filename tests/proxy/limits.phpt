--TEST--
trusted_proxies: limits of an address count the client, not the proxy
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_OS_FAMILY !== 'Linux') die('skip needs all of 127.0.0.0/8 as addresses'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/from.inc';

$server = TestServer::start('
    $server->ws("/", onOpen: fn ($c) => $c->send($c->remoteAddress));
    $server->http("GET", "/", fn ($r) => $r->remoteAddress);
', '["limits" => ["connections_per_ip" => 2, "rate_per_ip" => [4, 3600]], "trusted_proxies" => "127.0.0.2"]');
$for = fn (string $client) => ['X-Forwarded-For' => $client];

/* more than two from the proxy, of several clients */
$open = [];
foreach (['192.0.2.1', '192.0.2.1', '192.0.2.2', '192.0.2.3'] as $client) {
    $open[] = $ws = wsFrom($server, '127.0.0.2', $for($client));
    echo $ws->message(), ' ';
}
echo "\n", wsFrom($server, '127.0.0.2', $for('192.0.2.1'))->answer->status, "\n";

/* from the client itself it is the same client; so says the proxy */
$open[] = wsFrom($server, '127.0.0.3');
$open[] = wsFrom($server, '127.0.0.2', $for('127.0.0.3'));
echo end($open)->message(), ' ', wsFrom($server, '127.0.0.3')->answer->status, "\n";

/* a kept connection serves one client after the other */
$kept = keptHttpFrom($server, '127.0.0.2');
foreach (['192.0.2.4', '192.0.2.5', '192.0.2.4', '192.0.2.4', '192.0.2.4', '192.0.2.4'] as $client) {
    $kept->send('GET', '/', $for($client));
    $answer = $kept->answer();
    echo $answer->status, ' ';
}
echo isset($answer->headers['retry-after']) ? 'Retry-After' : 'nothing', "\n";
unset($open, $ws);
$server->stop();
?>
--EXPECT--
192.0.2.1 192.0.2.1 192.0.2.2 192.0.2.3 
503
127.0.0.3 503
200 200 200 200 200 429 Retry-After
