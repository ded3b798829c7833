--TEST--
cluster: a server that is cut off fetches what it missed of channels with history, tells of a gap in others, and sends what was published there
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(3, '
    $server->channel("short")->options(["history" => 2]);
', ['queue' => 4], proxied: [2]);
$channels = ['news', 'log:a', 'short'];
$clients = [];
foreach ($channels as $channel) {
    foreach ([0, 2] as $i) {
        $clients[$channel][$i] = $cluster->client($i, $channel);
    }
}
$raw = $cluster->raw(2, 'news');
$stream = $cluster->stream(2, 'log:a');
$members = [$cluster->member(0, 'room', 'u'), $cluster->member(2, 'room', 'v')];
foreach ($channels as $channel) {
    $cluster->post(1, "/publish/$channel", '"before"');
    dataOf($clients[$channel][0], 1);
    dataOf($clients[$channel][2], 1);
}
$raw->message();
$stream->next();
$members[0]->next();

$cluster->proxies[2]->cut();
$cluster->servers[2]->await('/^down: /m');
foreach ($channels as $channel) {
    for ($n = 1; $n <= 3; $n++) {
        $cluster->post(1, "/publish/$channel", "\"missed $n\"");
    }
    $cluster->post(2, "/publish/$channel", '"alone"');
    echo $channel, ' ', json_encode([dataOf($clients[$channel][0], 3), dataOf($clients[$channel][2], 1)]), "\n";
}
/* the queue is full with the next but one */
echo json_encode([$cluster->post(2, '/publish/news', '"alone, too"'), $cluster->post(2, '/publish/news', '"too many"')]), "\n";
echo json_encode(dataOf($clients['news'][2], 1)), "\n";

$cluster->proxies[2]->mend();
$cluster->servers[2]->await('/^up\n/m');
$cluster->awaitUp(2);
foreach ($channels as $channel) {
    $cluster->post(1, "/publish/$channel", '"end"');
    foreach ($clients[$channel] as $i => $client) {
        for ($got = []; end($got) !== 'end' && ($message = $client->next()) !== null;) {
            $got[] = $message['data'] ?? $message['type'];
        }
        echo "$channel $i ", json_encode($got), "\n";
    }
}
/* who gets nothing but data cannot be told; a stream that can come back with where it was is ended */
for ($got = []; end($got) !== 'end' && ($message = $raw->message()) !== null;) {
    $got[] = $message;
}
echo json_encode($got), "\n";
for ($got = []; ($event = $stream->next()) !== null;) {
    $got[] = $event['data'];
}
$stream = $cluster->stream(2, 'log:a', ['Last-Event-ID' => $stream->id]);
while (end($got) !== 'end' && ($event = $stream->next()) !== null) {
    $got[] = $event['data'];
}
echo json_encode($got), "\n";
/* it was back before its lease was over: nobody has left */
$cluster->member(2, 'room', 'w');
foreach ($members as $client) {
    for ($got = []; end($got) !== 'w' && ($message = $client->next()) !== null;) {
        $got[] = $message['member']['id'] ?? $message['type'];
    }
    echo implode(' ', $got), "\n";
}
$cluster->stop();
?>
--EXPECT--
news [["missed 1","missed 2","missed 3"],["alone"]]
log:a [["missed 1","missed 2","missed 3"],["alone"]]
short [["missed 1","missed 2","missed 3"],["alone"]]
[{"reached":2},"503 Cannot publish to \"news\": the broker cannot be reached at present, and as much as may wait for it waits already"]
["alone, too"]
news 0 ["alone","alone, too","end"]
news 2 ["gap","end"]
log:a 0 ["alone","end"]
log:a 2 ["missed 1","missed 2","missed 3","end"]
short 0 ["alone","end"]
short 2 ["gap","end"]
["alone","alone, too","end"]
["alone","missed 1","missed 2","missed 3","alone","end"]
w
gap w
