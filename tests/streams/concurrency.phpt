--TEST--
So many entries are handled beside each other, those of one key one after the other
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $stream = $server->stream("s");
    $running = $most = $done = 0;
    $handle = function ($data, $id, $attempt) use (&$running, &$most, &$done) {
        $most = max($most, ++$running);
        delay(mt_rand(0, 3) / 1000);
        $running--;
        if ($data % 7 === 0 && $attempt === 1) { return false; }
        $done++;
    };
    $stream->consume("three", $handle, ["concurrency" => 3, "backoff" => 0]);
    $busy = $order = [];
    $stream->consume("ordered", function ($data, $id, $attempt) use (&$busy, &$order) {
        $key = $data % 4;
        if (isset($busy[$key])) { echo "two of key $key at once\n"; }
        $busy[$key] = true;
        delay(mt_rand(0, 3) / 1000);
        unset($busy[$key]);
        if ($data % 7 === 0 && $attempt === 1) { return false; }
        $order[$key][] = $data;
    }, ["concurrency" => 20, "backoff" => 0.05]);
    foreach (range(0, 39) as $n) { $stream->append($n, null, "key " . $n % 4); }
    $server->http("GET", "/", function () use ($stream, &$most, &$done, &$order) { ksort($order); return [$stream->info()["length"], $most, $done, $order]; });
');
$end = microtime(true) + patience(10);
do {
    [$length, $most, $done, $order] = json_decode($server->http('GET', '/')->body, true);
} while ($length > 0 && microtime(true) < $end);
echo "$length $most $done\n";
foreach ($order as $key => $numbers) {
    var_dump($numbers === range($key, 39, 4));
}
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
0 3 40
bool(true)
bool(true)
bool(true)
bool(true)
