--TEST--
amphp/redis: hundreds of handlers share a connection, subscriptions beside them
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
require __DIR__ . '/../inc/redis.inc';
skip_without('amphp/redis');
TestRedis::skipIfNoServer();
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';
require __DIR__ . '/../inc/redis.inc';

$redis = TestRedis::start();
$server = vendor_server('
    const REDIS = "redis://127.0.0.1:' . $redis->port . '";
    $server->on("start", function () use ($server, &$client) {
        $client = Amp\Redis\createRedisClient(REDIS);
        $subscriber = new Amp\Redis\RedisSubscriber(Amp\Redis\createRedisConnector(REDIS));
        $subscription = $subscriber->subscribe("news");
        Amp\async(function () use ($subscription, $server) {
            foreach ($subscription as $text) {
                foreach ($server->connections("/") as $c) {
                    $c->send("news: $text");
                }
            }
        })->ignore();
    });
    $server->ws("/", onMessage: function ($c, $m) use (&$client) {
        match ($m) {
            "incr" => $c->send((string) $client->increment("n")),
            "publish" => $client->publish("news", "hello"),
        };
    }, options: ["concurrent" => true]);
');
$client = $server->ws();
for ($i = 0; $i < 300; $i++) {
    $client->text('incr');
}
$got = [];
for ($i = 0; $i < 300; $i++) {
    $got[] = (int) $client->message();
}
sort($got);
var_dump($got === range(1, 300));
$client->text('publish');
echo $client->message(), "\n";
unset($client);
$server->stop();
$redis->stop();
echo preg_match('/error|warning/', $server->err) ? $server->err : 'nothing in the log';
?>
--EXPECT--
bool(true)
news: hello
nothing in the log
