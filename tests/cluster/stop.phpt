--TEST--
cluster: stop() while calls to Redis and to other servers are under way: each Fiber gets an answer or an exception, and the process ends in order; also when Redis does not answer
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

/* each call on a Fiber of its own, then stop(); one call each tells how it ended */
$code = '
    $calls = [
        fn () => $server->publish("news", 1),
        fn () => $server->publish("log:a", 1),
        fn () => $server->channel("log:a")->publish(1, id: "k"),
        fn () => count($server->channel("log:a")->history()),
        fn () => count($server->channel("news")),
        fn () => count($server->presence("room")),
        fn () => count($server->presence("room")->members()),
        fn () => $server->sendTo("nobody", "x"),
        fn () => $server->sendTo("s9-0-1", "x"),
    ];
    $server->http("GET", "/all", function () use ($server, $calls) {
        foreach ($calls as $n => $call) {
            $server->defer(function () use ($n, $call) {
                try {
                    $result = $call();
                    echo "call $n: ", is_int($result) ? "answered" : "no number", "\n";
                } catch (Rtws\BrokerUnavailable $e) {
                    echo "call $n: unavailable\n";
                }
            });
        }
        $server->defer(fn () => $server->stop(2.0));
        return [];
    });';
$cluster = TestCluster::start(2, $code, ['command_timeout' => 30, 'reply' => 30]);
foreach ([0 => 'answers', 1 => 'hangs'] as $i => $redis) {
    $u = $cluster->member($i, 'room', "of $i");
    $sub = $cluster->client($i, 'news');
    if ($redis === 'hangs') {
        $cluster->redis->signal(19);
    }
    $begun = microtime(true);
    $cluster->get($i, '/all');
    $u->ws->socket->close();
    $sub->ws->socket->close();
    $status = $cluster->servers[$i]->wait();
    preg_match_all('/^call (\d): (.*)$/m', $cluster->servers[$i]->out, $calls);
    sort($calls[1]);
    echo "Redis $redis: ", implode($calls[1]), ", status $status ", microtime(true) - $begun < patience(5) ? 'soon' : 'late', "\n";
    echo preg_match('/Warning|Fatal|leak/i', $cluster->servers[$i]->out . $cluster->servers[$i]->err) ? $cluster->servers[$i]->out . $cluster->servers[$i]->err : '';
}
$cluster->redis->signal(18);
$cluster->redis->stop();
?>
--EXPECT--
Redis answers: 012345678, status 0 soon
Redis hangs: 012345678, status 0 soon
