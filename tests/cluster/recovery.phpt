--TEST--
cluster: who reconnects to another server gets what he missed, once and in order, while somebody publishes all the time; by the channel protocol and as an event stream
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(3, '
    $n = 0;
    $server->http("POST", "/begin", function () use ($server, &$n) {
        $server->every(0.002, function () use ($server, &$n) { $server->publish("log:a", ++$n); });
        return [];
    });
');
$client = $cluster->client(0);
$since = $cluster->client(0)->ask(['action' => 'subscribe', 'channel' => 'log:a', 'id' => 1])['position'];
$stream = $cluster->stream(0, 'log:a');
$cluster->post(2, '/begin');
$expected = 1;
$faults = [];
for ($round = 1; $round <= 12; $round++) {
    $client = $cluster->client($round % 3);
    $answer = $client->ask(['action' => 'subscribe', 'channel' => 'log:a', 'since' => $since]);
    if (!$answer['recovered']) {
        $faults[] = "round $round: not recovered";
    }
    for ($i = 0; $i < 20; $i++) {
        $message = $client->next();
        if ($message['data'] !== $expected) {
            $faults[] = "round $round: $message[data] instead of $expected";
            $expected = $message['data'];
        }
        $expected++;
        $since = $message['position'];
    }
    $client->ws->socket->close(); /* more has been sent to it, or is published meanwhile */
}
$expected = 1;
for ($round = 1; $round <= 12; $round++) {
    for ($i = 0; $i < 20; $i++) {
        $data = (int) $stream->next()['data'];
        if ($data !== $expected) {
            $faults[] = "stream, round $round: $data instead of $expected";
            $expected = $data;
        }
        $expected++;
    }
    $stream->close();
    $stream = $cluster->stream($round % 3, 'log:a', ['Last-Event-ID' => $stream->id]);
}
echo implode("\n", $faults), "\n";

/* a position of another epoch, and one that is gone: said so, on any server */
$client = $cluster->client(1);
echo json_encode($client->ask(['action' => 'subscribe', 'channel' => 'log:b', 'since' => '00000001-1'])['recovered']), "\n";
$cluster->redis('FLUSHALL');
$client = $cluster->client(2);
$answer = $client->ask(['action' => 'subscribe', 'channel' => 'log:a', 'since' => $since, 'id' => 1]);
echo json_encode($answer['recovered']), "\n";
$cluster->stop();
?>
--EXPECT--

false
false
