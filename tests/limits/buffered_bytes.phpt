--TEST--
bufferedBytes(): what waits for the client to take it, and nothing when it has
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/slow.inc';

$server = TestServer::start(SlowConsumer::CODE . '
    $server->http("GET", "/buffered", function () use (&$target) { return "" . $target->bufferedBytes(); });
', '["limits" => ["send_queue" => 64 << 20]]');
$slow = new SlowConsumer($server, 60000);
Checks::is('at first', '0', $server->http('GET', '/buffered')->body);
$slow->push(500);
Checks::is('refused', [], $slow->refused);
Checks::true('after 30 MB', $slow->buffered > 10000000 && $slow->buffered <= 500 * (60008 + 4), $slow->buffered);
$before = (int) $server->http('GET', '/buffered')->body;
$slow->read(250);
$half = (int) $server->http('GET', '/buffered')->body;
Checks::true('half of it read', $half < $before && $half > 0, [$before, $half]);
$slow->readAll();
Checks::is('all of it read', '0', $server->http('GET', '/buffered')->body);
Checks::is('all came', range(0, 499), $slow->came);
$slow->client->socket->close();
Checks::is('gone', '1006', ending($server, 'slow'));
Checks::is('when it has gone', '0', $server->http('GET', '/buffered')->body);
unset($slow);
$server->stop();
Checks::done();
?>
--EXPECT--
9 checks, 0 failed
