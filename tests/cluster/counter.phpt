--TEST--
A Counter in Redis: whichever worker of whichever server bumps it, every subscriber sees it rise and ends on the last value
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';
require_once __DIR__ . '/../inc/redis.inc';

const BUMPS = 100;
$redis = TestRedis::start();
$servers = [];
foreach (['one', 'two'] as $id) {
    $servers[] = TestServer::start(WHO . '
        use Rtws\Counter;
        $counter = new Counter(1000, "bumps", ["redis" => "redis://127.0.0.1:' . $redis->port . '"]);
        $plain = $server->channel("plain");
        $kept = $server->channel("kept")->options(["history" => 3]);
        $server->ws("/id", onOpen: function (Connection $c) use ($server, $plain, $kept) {
            $plain->subscribe($c);
            $kept->subscribe($c);
            $c->send((string) $server->workerId);
        }, onMessage: fn (Connection $c) => $c->send("="));
        $server->http("POST", "/bump", fn () => [$counter->publish($plain)]);
        $server->http("POST", "/keep", fn () => [$counter->publish($kept, as: "na\"me")]);
        $server->http("GET", "/kept", fn () => array_column($kept->history(), "data"));
        $server->http("GET", "/value", fn () => [$counter->get()]);
        $server->http("POST", "/far", function () use ($counter, $plain) {
            $counter->set(PHP_INT_MAX);
            try { $counter->publish($plain); } catch (ArithmeticError $e) { return $e->getMessage(); }
        });
        $server->http("POST", "/away", function () use ($counter, $plain) {
            try { return [$counter->publish($plain)]; }
            catch (Rtws\BrokerUnavailable $e) { return [$e::class, $e->maybeExecuted]; }
        });
    ', '["workers" => 2, "server_id" => "' . $id . '", "redis" => "redis://127.0.0.1:' . $redis->port . '"]');
}
$clients = [];
foreach ($servers as $server) {
    array_push($clients, wsIn($server, 0), wsIn($server, 1));
}

/* $count requests at once, half to each server, before any is answered. */
$at_once = function (string $target, int $count) use ($servers): array {
    $sockets = $answers = [];
    for ($i = 0; $i < $count; $i++) {
        $sockets[$i] = stream_socket_client("tcp://127.0.0.1:{$servers[$i % 2]->port}", timeout: 10);
        stream_set_timeout($sockets[$i], 20);
    }
    foreach ($sockets as $socket) {
        fwrite($socket, "POST $target HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
    foreach ($sockets as $socket) {
        $answers[] = json_decode(explode("\r\n\r\n", stream_get_contents($socket), 2)[1])[0];
    }
    sort($answers);
    return $answers;
};
/* What a client gets until it has the value. */
$until = function (WsClient $client, int $value): array {
    for ($seen = []; count($seen) <= BUMPS && end($seen) !== $value;) {
        $data = json_decode((string) $client->message());
        $seen[] = is_object($data) ? $data->{'na"me'} : $data;
    }
    return $seen;
};
foreach (['/bump' => 1000, '/keep' => 1000 + BUMPS] as $target => $from) {
    $all = range($from + 1, $from + BUMPS);
    var_dump($at_once($target, BUMPS) === $all);
    foreach ($clients as $i => $client) {
        $seen = $until($client, $from + BUMPS);
        echo $seen === $all ? "all in order, " : 'not: ' . implode(' ', $seen) . "\n";
    }
    echo "\n";
}
foreach ($clients as $client) { /* and nothing else */
    $client->text('?');
    echo $client->message(), ' ';
}
echo "\n", $servers[1]->http('GET', '/kept')->body, "\n";
echo $servers[0]->http('GET', '/value')->body, ' ', $redis->command('GET', 'rtws:counter:bumps'), "\n";

/* the key goes: it begins again, as the first time */
$redis->command('DEL', 'rtws:counter:bumps');
echo $servers[0]->http('POST', '/bump')->body, ' ', $servers[1]->http('POST', '/bump')->body, "\n";
foreach ($clients as $client) {
    echo implode(' ', $until($client, 1002)), ', ';
}
echo "\n", $servers[0]->http('POST', '/far')->body, "\n";

$redis->stop();
echo $servers[0]->http('POST', '/away')->body, "\n"; /* it may not know yet */
echo $servers[0]->awaitLog('/away|connect|closed/') ? "away\n" : "not away\n";
foreach ($servers as $server) {
    eventually(fn () => $server->http('POST', '/away')->body === '["Rtws\\\\RedisUnavailable",false]');
    echo $server->http('POST', '/away')->body, "\n";
    $server->stop();
}
foreach ($clients as $client) {
    var_dump($client->message()); /* nobody was told of a value that does not exist */
}
?>
--EXPECTF--
bool(true)
all in order, all in order, all in order, all in order, 
bool(true)
all in order, all in order, all in order, all in order, 
= = = = 
[{"na\"me":1198},{"na\"me":1199},{"na\"me":1200}]
[1200] 1200
[1001] [1002]
1001 1002, 1001 1002, 1001 1002, 1001 1002, 
Counter "bumps" is 9223372036854775807: adding 1 goes beyond the range of int
["Rtws\\RedisUnavailable",false]
away
["Rtws\\RedisUnavailable",false]
["Rtws\\RedisUnavailable",false]
NULL
NULL
NULL
NULL
