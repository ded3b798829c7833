--TEST--
sse(): a client that comes back with Last-Event-ID gets exactly what it missed of two channels, while somebody publishes all the time
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    foreach (["a", "b"] as $name) {
        $server->channel($name)->options(["history" => 5000]);
    }
    $server->channel("b")->publish("first of all");
    $server->sse("/events", fn () => ["a", "b"]);
    $n = 0;
    $server->every(0.001, function () use ($server, &$n) {
        $server->channel($n % 3 ? "a" : "b")->publish(++$n);
    });
');
$last = null;
$expected = null;
$faults = $seen = 0;
for ($round = 0; $round < 30; $round++) {
    $http = new HttpClient($server->port);
    $http->send('GET', '/events', $last === null ? [] : ['Last-Event-ID' => $last]);
    $http->socket->until("\r\n\r\n");
    $http->socket->until("\n\n"); /* retry */
    if ($last === null) {
        $http->socket->until("\n\n"); /* where it begins */
    }
    for ($i = 0; $i < 20; $i++) {
        preg_match('/^id: (\S+)\ndata: (\d+)\n\n$/', $http->socket->until("\n\n") ?? '', $event);
        $faults += !isset($event[2]) || ($expected !== null && (int) $event[2] !== $expected);
        $last = $event[1] ?? $last;
        $expected = (int) ($event[2] ?? 0) + 1;
        $seen++;
    }
    $round % 2 ? $http->socket->abort() : $http->socket->close();
}
echo "$seen events, $faults faults\n";
$server->stop();
?>
--EXPECT--
600 events, 0 faults
