--TEST--
workers: random numbers and connection ids differ, output from before the fork is written once
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$server = TestServer::script('<?php
    ob_start();
    echo "buffered\n";
    mt_rand();
    lcg_value();
    $server = new Rtws\RtServer("127.0.0.1", 0, ["workers" => 2, "server_id" => "s"]);
    $server->ws("/random", onOpen: fn ($c) => $c->send((string) $server->workerId),
        onMessage: fn ($c) => $c->send(json_encode([mt_rand(), PHP_VERSION_ID < 80200 ? microtime() : lcg_value(), $c->id])));
    $server->run();
');
$a = wsIn($server, 0, '/random');
$b = wsIn($server, 1, '/random');
$values = [];
foreach ([$a, $b] as $client) {
    $client->text('x');
    $values[] = json_decode($client->message());
}
var_dump($values[0][0] !== $values[1][0], $values[0][1] !== $values[1][1]);
[$first, $second] = array_map(fn ($v) => explode('-', $v[2]), $values);
var_dump(count($first), $first[1] !== $second[1]);
$server->stop();
echo substr_count($server->out, 'buffered'), "\n";
?>
--EXPECT--
bool(true)
bool(true)
int(3)
bool(true)
1
