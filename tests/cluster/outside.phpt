--TEST--
cluster: what other programs PUBLISH, push to ws:messages or send to ws:server:{ID} reaches whom it is for once; what is malformed is logged and harmless
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(2, '
    $server->subscribe("n*", function ($data, $channel) { echo "heard $channel ", is_string($data) ? bin2hex($data) : json_encode($data), "\n"; });
    $server->ws("/id", onOpen: function ($c, $r) { $c->userId = $r->query["user"] ?? ""; $c->send($c->id); });
');
$clients = [$cluster->client(0, 'news'), $cluster->client(0, 'news'), $cluster->client(1, 'news')];
$raw = [$cluster->raw(0, 'news'), $cluster->raw(1, 'news')];

/* PUBLISH: JSON, text, something that looks like JSON, binary, nothing */
foreach (['{"hello":["w",1.50,null]}', 'just text: Žižka', '{"not json', "\xff\x00\xfe", '', '42', "\0rtws1 nonsense"] as $payload) {
    $cluster->redis('PUBLISH', 'news', $payload);
}
foreach ($clients as $client) {
    $seen[] = array_map(fn ($m) => [$m['data'], $m['encoding'] ?? ''], [$client->next(), $client->next(), $client->next(), $client->next(), $client->next(), $client->next()]);
    echo json_encode($client->settle());
}
echo "\n", json_encode($seen[0], JSON_UNESCAPED_UNICODE), "\n";
var_dump($seen[0] === $seen[1], $seen[1] === $seen[2]);
foreach ($raw as $ws) {
    for ($frames = [], $i = 0; $i < 6; $i++) {
        $frame = $ws->read();
        $frames[] = $frame->opcode . ' ' . ($frame->opcode === 2 ? bin2hex($frame->payload) : $frame->payload);
    }
    echo implode(' | ', $frames), "\n";
}

/* the list: in order, by one of the servers; with malformed elements between */
$elements = ['nonsense', '[1]', '{"channel":"news"}', '{"message":1}', '{"channel":5,"message":1}', '{"channel":"","message":1}',
    '{"channel":"news","message":1,"event":""}', "two\nlines"];
foreach ($elements as $i => $element) {
    $cluster->redis('RPUSH', 'ws:messages', $element, json_encode(['channel' => 'news', 'message' => ['n' => $i]]));
}
$cluster->redis('RPUSH', 'ws:messages', '{"channel":"news","message":"last","event":"end","more":[]}');
foreach ($clients as $client) {
    $messages = array_map(fn () => $client->next(), range(0, 8));
    echo json_encode(array_column($messages, 'data')), ' ', $messages[8]['event'], ' ', json_encode($client->settle()), "\n";
}
echo $cluster->redis('LLEN', 'ws:messages'), " left\n";
$cluster->servers[0]->awaitLog('/$./', 0.0);
$cluster->servers[1]->awaitLog('/$./', 0.0);
$log = $cluster->servers[0]->err . $cluster->servers[1]->err;
preg_match_all('/ws:messages: .*/', $log, $lines);
echo implode("\n", $lines[0]), "\n";

/* letters */
[$a, $b, $other] = [$cluster->servers[1]->ws('/id?user=u1'), $cluster->servers[1]->ws('/id?user=u1'), $cluster->servers[1]->ws('/id?user=u2')];
[$id, $idB, $idOther] = [$a->message(), $b->message(), $other->message()];
foreach ([
    ['client_id' => $id, 'data' => 'to a'],
    ['client_id' => 'u1', 'data' => ['to' => 'u1']],
    ['client_id' => 'u1', 'conn_id' => $idB, 'data' => 'to b alone'],
    ['client_id' => 'u1', 'conn_id' => 's1-0-99', 'data' => 'to nobody'],
    ['client_id' => 'nobody', 'data' => 'to nobody'],
    ['data' => 'to nobody'],
    'nonsense',
    ['client_id' => 'u1', 'data' => 'last'],
    ['client_id' => 'u2', 'data' => 'last'],
] as $letter) {
    $cluster->redis('PUBLISH', 'ws:server:s1', is_string($letter) ? $letter : json_encode($letter));
}
foreach ([$a, $b, $other] as $client) {
    for ($got = []; end($got) !== 'last' && ($text = $client->message()) !== null;) {
        $got[] = $text;
    }
    echo implode(' | ', $got), "\n";
    $client->socket->close();
}
$cluster->stop();
foreach ($cluster->servers as $server) {
    echo substr_count($server->out, 'heard'), ' ', preg_match_all('/heard \S+ (.*)/', $server->out, $match), ' ', implode(' ', array_slice($match[1], 0, 6)), "\n";
}
?>
--EXPECT--
[][][]
[[{"hello":["w",1.5,null]},""],["just text: Žižka",""],["{\"not json",""],["\/wD+","base64"],["",""],[42,""]]
bool(true)
bool(true)
1 {"hello":["w",1.50,null]} | 1 just text: Žižka | 1 {"not json | 2 ff00fe | 1  | 1 42
1 {"hello":["w",1.50,null]} | 1 just text: Žižka | 1 {"not json | 2 ff00fe | 1  | 1 42
[{"n":0},{"n":1},{"n":2},{"n":3},{"n":4},{"n":5},{"n":6},{"n":7},"last"] end []
[{"n":0},{"n":1},{"n":2},{"n":3},{"n":4},{"n":5},{"n":6},{"n":7},"last"] end []
[{"n":0},{"n":1},{"n":2},{"n":3},{"n":4},{"n":5},{"n":6},{"n":7},"last"] end []
0 left
ws:messages: It must be a JSON object {"channel":"name","message":value}. The element is dropped: nonsense
ws:messages: It must be a JSON object {"channel":"name","message":value}. The element is dropped: [1]
ws:messages: It has no "message". The element is dropped: {"channel":"news"}
ws:messages: "channel" must be the name of one, of 1 to 255 bytes. The element is dropped: {"message":1}
ws:messages: "channel" must be the name of one, of 1 to 255 bytes. The element is dropped: {"channel":5,"message":1}
ws:messages: "channel" must be the name of one, of 1 to 255 bytes. The element is dropped: {"channel":"","message":1}
ws:messages: "event" must be a string of 1 to 64 bytes. The element is dropped: {"channel":"news","message":1,"event":""}
ws:messages: It must be a JSON object {"channel":"name","message":value}. The element is dropped: two
to a | {"to":"u1"} | last
{"to":"u1"} | to b alone | last
last
15 15 {"hello":["w",1.5,null]} 6a75737420746578743a20c5bd69c5be6b61 7b226e6f74206a736f6e ff00fe  42
15 15 {"hello":["w",1.5,null]} 6a75737420746578743a20c5bd69c5be6b61 7b226e6f74206a736f6e ff00fe  42
