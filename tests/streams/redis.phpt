--TEST--
Streams in Redis: servers share them, and what one that is killed has in hand another handles
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/redis.inc';

$redis = TestRedis::start();
$start = fn (string $id, string $handler) => TestServer::start('
    $stream = $server->stream("jobs", ["length" => 5]);
    $stream->consume("g", function ($data, $id, $attempt) { ' . $handler . ' }, ["attempts" => 3, "backoff" => 0.05, "lease" => 1.0]);
    $server->http("POST", "/", function ($r) use ($stream) {
        try { return [preg_match("/^\d+-\d+$/D", $stream->append($r->body()))]; } catch (Rtws\Exception $e) { return [get_class($e)]; }
    });
    $server->http("GET", "/", fn () => ["dead" => array_map(fn ($d) => [$d["data"], $d["attempts"], $d["error"]], $stream->deadLetters()), "info" => $stream->info()]);
    $server->http("GET", "/again", fn () => [$stream->redeliver($stream->deadLetters()[0]["id"])]);
', '["redis" => "redis://127.0.0.1:' . $redis->port . '", "server_id" => "' . $id . '"]');
$stuck = $start('stuck', 'echo "has $data\n"; while (true) { delay(0.05); }');
$stuck->http('POST', '/', [], "first\xff");
var_dump($stuck->await("/^has first\xff$/m"));
$other = $start('other', 'echo bin2hex((string) $data), "*$attempt\n"; if ($data === "bad") { throw new Error("no good"); }');
foreach (['second', 'bad', 'third'] as $data) {
    echo $other->http('POST', '/', [], $data)->body;
}
var_dump($other->await('/^' . bin2hex('third') . '/m'));
$stuck->signal(9);
var_dump($other->await('/^' . bin2hex("first\xff") . '\*2$/m'));
$end = microtime(true) + patience(10);
do {
    $state = json_decode((string) $other->http('GET', '/')->body, true);
} while ($state['info']['length'] + 1 - $state['info']['dead'] > 0 && microtime(true) < $end);
echo json_encode($state), "\n", $other->http('GET', '/again')->body, "\n";
var_dump($other->await('/(^' . bin2hex('bad') . '\*3\n.*){2}/ms'));
$redis->stop();
$other->awaitLog('/broker down/');
echo $other->http('POST', '/', [], 'x')->body, "\n";
$other->signal(SIGTERM_NUMBER);
var_dump($other->wait());
?>
--EXPECT--
bool(true)
[1][1][1]bool(true)
bool(true)
{"dead":[["bad",3,"Error: no good"]],"info":{"length":0,"dead":1,"groups":{"g":{"waiting":0,"pending":0,"consumers":1}}}}
[1]
bool(true)
["Rtws\\BrokerUnavailable"]
int(0)
