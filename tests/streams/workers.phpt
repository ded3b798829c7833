--TEST--
Streams and workers: an entry is handled by one of them, and again by another when that one is killed in its handler
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$server = TestServer::start('
    $stream = $server->stream("jobs");
    $stream->consume("g", function ($data, $id, $attempt) use ($server) {
        if ($data === "poison" || ($data === "kill" && $attempt === 1)) {
            exec("kill -9 " . getmypid());
        }
        delay(0.001);
        echo "$data*$attempt\n";
        return $data === "never" ? false : null;
    }, ["attempts" => 2, "backoff" => 0, "concurrency" => 2]);
    $server->http("POST", "/", fn ($r) => [strlen($stream->append($r->body(), $r->body(), "key")) > 3]);
    $server->http("POST", "/many", function () use ($stream) {
        foreach (range(1, 50) as $n) { $stream->append($n, "id $n"); }
        return [$stream->append(1, "id 1") === $stream->append(2, "id 1")];
    });
    $server->http("GET", "/", fn () => ["dead" => array_map(fn ($d) => [$d["data"], $d["key"], $d["attempts"], $d["error"]], $stream->deadLetters()), "info" => $stream->info()]);
', '["workers" => 3]');
foreach (['never', 'kill', 'poison', 'last'] as $data) {
    do { /* an answer may be lost with its worker; a second entry is not made */
        $answer = $server->http('POST', '/', [], $data)->body;
    } while ($answer !== '[true]');
}
var_dump($server->await('/^kill\*2$.*^last\*1$/ms', 15));
$end = microtime(true) + patience(10);
do {
    $state = json_decode((string) $server->http('GET', '/')->body, true);
} while (($state === null || $state['info']['length'] > 0) && microtime(true) < $end);
echo json_encode($state['dead']), "\n";
echo $server->http('POST', '/many')->body, "\n";
do {
    $state = json_decode((string) $server->http('GET', '/')->body, true);
} while ($state['info']['length'] > 0 && microtime(true) < $end);
$server->stop();
$lines = array_count_values(explode("\n", trim(preg_replace('/^ready.*\n/m', '', $server->out))));
var_dump($lines['kill*2'], array_filter(range(1, 50), fn ($n) => ($lines["$n*1"] ?? 0) !== 1));
?>
--EXPECT--
bool(true)
[["never","key",2,"its handler returned false"],["poison","key",2,"its process ended while it was handled"]]
[true]
int(1)
array(0) {
}
