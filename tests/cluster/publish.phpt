--TEST--
cluster: two servers publish at once; every subscriber of any kind on each of three gets each publication once, in one order
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(3, '
    $heard = [];
    $server->subscribe("news", function ($data) use (&$heard) { $heard[] = $data; });
    $server->http("GET", "/heard", function () use (&$heard) { return $heard; });
    $server->http("POST", "/publish-many/{from}", function ($r) use ($server) {
        for ($i = 0; $i < 500; $i++) {
            $server->defer(fn () => $server->publish("news", $r->params["from"] . "-$i"));
        }
        return [];
    });
');
$clients = $raw = $streams = [];
for ($i = 0; $i < 3; $i++) {
    array_push($clients, $cluster->client($i, 'news'), $cluster->client($i, 'news'));
    $raw[] = $cluster->raw($i, 'news');
    $streams[] = $cluster->stream($i, 'news');
}
$publisher = $cluster->client(2);
$publisher->ask(['action' => 'publish', 'channel' => 'news', 'message' => 'begin', 'id' => 1]);
$cluster->post(0, '/publish-many/a');
for ($i = 0; $i < 500; $i++) {
    $publisher->say(['action' => 'publish', 'channel' => 'news', 'message' => "b-$i"]);
}
$orders = [];
foreach ($clients as $client) {
    $orders[] = dataOf($client, 1001);
}
foreach ($raw as $ws) {
    for ($order = []; count($order) < 1001 && ($message = $ws->message()) !== null;) {
        $order[] = $message;
    }
    $orders[] = $order;
}
foreach ($streams as $stream) {
    for ($order = []; count($order) < 1001 && ($event = $stream->next()) !== null;) {
        $order[] = $event['data'];
    }
    $orders[] = $order;
}
for ($i = 0; $i < 3; $i++) {
    eventually(fn () => count($cluster->get($i, '/heard')) >= 1001);
    $orders[] = $cluster->get($i, '/heard');
}
echo count($orders), " subscribers\n";
$order = $orders[0];
foreach ($orders as $i => $other) {
    if ($other !== $order) {
        echo "subscriber $i got ", count($other), ", another order or not the same\n";
    }
}
$of = fn (string $who) => array_values(array_filter($order, fn ($data) => $data[0] === $who && $data !== 'begin'));
var_dump($of('a') === array_map(fn ($i) => "a-$i", range(0, 499)), $of('b') === array_map(fn ($i) => "b-$i", range(0, 499)));

/* and nothing more */
foreach ($clients as $client) {
    if ($client->settle() !== []) {
        echo "more has come\n";
    }
}
$cluster->stop();
?>
--EXPECT--
15 subscribers
bool(true)
bool(true)
