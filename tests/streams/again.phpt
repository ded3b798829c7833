--TEST--
An entry whose handler throws or returns false comes again, and is a dead letter after the last attempt
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->on("error", fn (Throwable $e) => print("error: " . $e->getMessage() . "\n"));
    $stream = $server->stream("jobs");
    $fixed = false;
    $stream->consume("g", function ($data, $id, $attempt) use (&$fixed) {
        echo "$data $attempt\n";
        return match (true) {
            $fixed, $data === "good", $data === "second" && $attempt === 2 => null,
            $data === "throws" => throw new DomainException("cannot $data"),
            default => false,
        };
    }, ["attempts" => 3, "backoff" => [0.05, 0.1]]);
    $stream->append("throws", key: "k");
    $stream->append("good", key: "k");
    $stream->append("false");
    $stream->append("second");
    $server->http("GET", "/dead", fn () => array_map(fn ($d) => ["time" => abs($d["time"] - microtime(true)) < 10] + $d, $stream->deadLetters()));
    $server->http("GET", "/again/{id}", function ($r) use ($stream, &$fixed) {
        $fixed = true;
        return [$stream->redeliver($r->params["id"], "other"), $stream->redeliver($r->params["id"]), $stream->redeliver($r->params["id"])];
    });
    $server->http("GET", "/discard/{id}", fn ($r) => [$stream->discard($r->params["id"], "g"), $stream->info(), count($stream->deadLetters(1))]);
');
$server->await('/(?=.*^throws 3)(?=.*^false 3)(?=.*^second 2)(?=.*^good 1)/ms');
$end = microtime(true) + patience(5);
do {
    $dead = json_decode($server->http('GET', '/dead')->body, true);
} while (count($dead) < 2 && microtime(true) < $end);
usort($dead, fn ($a, $b) => $b['data'] <=> $a['data']);
$ids = array_column($dead, 'id');
foreach ($dead as $letter) {
    echo json_encode(['id' => preg_match('/^\d+-\d+$/D', $letter['id'])] + $letter), "\n";
}
echo $server->http('GET', "/again/$ids[0]")->body, "\n";
$server->await('/^throws 1.*^throws 1/ms');
echo $server->http('GET', "/discard/$ids[1]")->body, "\n";
$server->stop();
$lines = array_count_values(explode("\n", trim(preg_replace('/^ready.*\n/m', '', $server->out))));
ksort($lines);
echo json_encode($lines), "\n";
/* the next of its key waits */
var_dump(strpos($server->out, "good 1") > strpos($server->out, "throws 3"));
?>
--EXPECT--
{"id":1,"time":true,"group":"g","key":"k","data":"throws","attempts":3,"error":"DomainException: cannot throws"}
{"id":1,"time":true,"group":"g","key":null,"data":"false","attempts":3,"error":"its handler returned false"}
[0,1,0]
[1,{"length":0,"dead":0,"groups":{"g":{"waiting":0,"pending":0,"consumers":1}}},0]
{"error: cannot throws":3,"false 1":1,"false 2":1,"false 3":1,"good 1":1,"second 1":1,"second 2":1,"throws 1":2,"throws 2":1,"throws 3":1}
bool(true)
