--TEST--
cluster: a server that is cut off again and again while others publish all the time gives its clients every publication of a channel with history, once and in order
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(3, '
    $server->channel("log:a")->options(["history" => 100000]);
    $n = 0;
    $server->http("POST", "/begin", fn () => [$server->every(0.001, function () use ($server, &$n) { $server->publish("log:a", ++$n); })]);
', ['retry_min' => 0.01, 'retry_max' => 0.02, 'lease' => 0.9], proxied: [1, 2]);
$clients = array_map(fn ($i) => $cluster->client($i, 'log:a'), [0, 1, 2]);
$expected = [1, 1, 1];
$read = function (int $i, int $count) use ($clients, &$expected): void {
    for (; $count > 0; $count--) {
        $message = $clients[$i]->next();
        if (($message['data'] ?? null) !== $expected[$i]) {
            echo "$i: ", $message['data'] ?? json_encode($message), " instead of $expected[$i]\n";
            $expected[$i] = $message['data'] ?? $expected[$i] - 1;
        }
        $expected[$i]++;
    }
};
$cluster->servers[0]->http('POST', '/begin');
$cluster->awaitBeats();
array_map($read, [0, 1, 2], [50, 50, 50]);
for ($round = 1; $round <= 5; $round++) {
    foreach ([1, 2] as $i) {
        $cluster->proxies[$i]->cut();
        $cluster->servers[$i]->await("/(^down: .*\n(.*\n)*?){{$round}}/m");
    }
    /* one hears Redis again and waits for the other, while the third goes on */
    $read(0, 50);
    $cluster->proxies[1]->mend();
    eventually(fn () => $cluster->redis('PUBSUB', 'NUMSUB', 'rtws:all')[1] === 2);
    $read(0, 50);
    $cluster->proxies[2]->mend();
    foreach ([1, 2] as $i) {
        $cluster->servers[$i]->await("/(^up\n(.*\n)*?){{$round}}/m");
    }
    array_map($read, [1, 2], [100, 100]);
}
echo implode(' ', $expected), "\n";
$cluster->stop();
?>
--EXPECT--
551 551 551
