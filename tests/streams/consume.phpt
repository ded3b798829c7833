--TEST--
Entries of a stream come to every group in order, also what was appended before, and an id only once
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $stream = $server->stream("orders");
    $stream->append(["n" => 1]);
    $first = $stream->append("text", "an id");
    var_dump($stream->append("another", "an id") === $first);
    $log = [];
    $stream->consume("a", function (...$args) use (&$log, $first) {
        $log[] = [is_string($args[0]) ? bin2hex($args[0]) : $args[0], preg_match("/^\d+-\d+$/D", $args[1]), $args[2], $args[1] === $first];
        return 0;
    });
    $names = [];
    $b = $stream->consume("b", function ($data, $id) use (&$names, &$b) {
        delay(0.001);
        $names[] = is_string($data) ? bin2hex($data) : $data;
        if ($data === "last") { $b->cancel(); return true; }
    });
    $server->http("POST", "/", function ($r) use ($server) { return [$server->stream("orders")->append($r->body())]; });
    $server->http("GET", "/", function () use (&$log, &$names, $stream, &$b) { return [$log, $names, $b->isActive(), $stream->info()]; });
');
$server->http('POST', '/', [], "\xff\0");
$server->http('POST', '/', [], 'last');
$server->http('POST', '/', [], 'for a');
$end = microtime(true) + patience(10);
do {
    $state = $server->http('GET', '/')->body;
} while ((json_decode($state, true)[2] || count(json_decode($state, true)[0]) < 5) && microtime(true) < $end);
[$log, $names, $active, $info] = json_decode($state, true);
foreach ([...$log, $names, $active, $info] as $line) {
    echo json_encode($line), "\n";
}
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
[{"n":1},1,1,false]
["74657874",1,1,true]
["ff00",1,1,false]
["6c617374",1,1,false]
["666f722061",1,1,false]
[{"n":1},"74657874","ff00","6c617374"]
false
{"length":1,"dead":0,"groups":{"a":{"waiting":0,"pending":0,"consumers":1},"b":{"waiting":1,"pending":0,"consumers":0}}}
bool(true)
