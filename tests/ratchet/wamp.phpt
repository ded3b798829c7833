--TEST--
Ratchet: WAMP version 1: welcome, prefixes, calls, topics with exclusion, and close 1007 for what it is not
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';

$server = ratchetServer('
    class Topics implements Ratchet\Wamp\WampServerInterface {
        function onOpen(ConnectionInterface $conn) { echo "open ", get_class($conn), " ", strlen($conn->WAMP->sessionId) > 8, "\n"; }
        function onClose(ConnectionInterface $conn) { echo "close ", count($conn->WAMP->subscriptions), "\n"; }
        function onError(ConnectionInterface $conn, \Exception $e) { echo "error ", get_class($conn), " ", $e->getMessage(), "\n"; }
        function onSubscribe(ConnectionInterface $conn, $topic) { echo "subscribe ", get_class($topic), " $topic ", count($topic), "\n"; }
        function onUnSubscribe(ConnectionInterface $conn, $topic) { echo "unsubscribe $topic ", count($topic), "\n"; }
        function onPublish(ConnectionInterface $conn, $topic, $event, array $exclude, array $eligible) {
            $topic->broadcast($event, $exclude, $eligible);
        }
        function onCall(ConnectionInterface $conn, $id, $topic, array $params) {
            match ($topic->getId()) {
                "sum" => $conn->callResult($id, ["sum" => array_sum($params)]),
                "http://example.org/ns#echo" => $conn->callResult($id, $params),
                "throw" => throw new Exception("in a call"),
                "prefix" => $conn->prefix("p", "urn:p")->callResult($id),
                default => $conn->callError($id, $topic, "unknown", ["a" => 1]),
            };
        }
    }
    $app = new App("localhost", 0);
    $app->route("/", new Topics, ["*"]);
    $app->run();
');
Checks::is('no sub-protocol', 426, handshake($server, WsClient::handshake('/')));
$open = static fn () => $server->ws('/', ['Sec-WebSocket-Protocol' => 'wamp']);
[$a, $b, $c] = [$open(), $open(), $open()];
foreach ([$a, $b, $c] as $client) {
    Checks::true('welcome', preg_match('/^\[0,"(\w+)",1,"Ratchet\\\\\/0\.4\.4"\]$/', $client->message(), $match) === 1);
    $sessions[] = $match[1];
}
Checks::is('sessions', 3, count(array_unique($sessions)));
$say = static fn (WsClient $client, array $what) => $client->text(json_encode($what));
foreach ([
    'a call' => [[2, 'id1', 'sum', 1, 2], '[3,"id1",{"sum":3}]'],
    'its parameters in a list' => [[2, 'id2', 'sum', [3, 4]], '[3,"id2",{"sum":7}]'],
    'no such procedure' => [[2, 'id3', 'nope'], '[4,"id3","nope","unknown",{"a":1}]'],
] as $what => [$call, $answer]) {
    $say($a, $call);
    Checks::is($what, $answer, $a->message());
}
$say($a, [2, 'id4', 'throw']);
$say($a, [1, 'ns', 'http://example.org/ns']);
$say($a, [2, 'id5', 'ns:echo', 'x']);
Checks::is('a prefix of the client', '[3,"id5",["x"]]', $a->message());
$say($a, [2, 'id6', 'prefix']);
Checks::is('a prefix of the server', '[1,"p","urn:p"]', $a->message());
Checks::is('and its result', '[3,"id6",[]]', $a->message());
foreach ([$a, $b, $a] as $i => $client) {
    $say($client, [5, 't1']);
    $server->await('/subscribe .* t1 ' . min($i + 1, 2) . '$/m');
}
$say($a, [7, 't1', ['k' => 1]]);
Checks::is('an event, to a', '[8,"t1",{"k":1}]', $a->message());
Checks::is('and to b', '[8,"t1",{"k":1}]', $b->message());
$say($a, [7, 't1', 'not me', true]);
$say($a, [7, 't1', 'not b', [$sessions[1]]]);
$say($a, [7, 't1', 'b only', [], [$sessions[1]]]);
Checks::is('to a', '[8,"t1","not b"]', $a->message());
Checks::is('to b', ['[8,"t1","not me"]', '[8,"t1","b only"]'], [$b->message(), $b->message()]);
$say($c, [7, 't1', 'from one who does not subscribe']);
Checks::is('to both', array_fill(0, 2, '[8,"t1","from one who does not subscribe"]'), [$a->message(), $b->message()]);
$say($b, [6, 't1']);
$say($b, [6, 't1']);
$say($b, [7, 't1', null]);
Checks::is('null is an event', '[8,"t1",null]', $a->message());
$a->close();
foreach (['garbage', '{}', '[]', '["x"]', '[5]', '[5,[]]', '[2,"id"]', '[7,"t"]', '[99,"x"]', '[8,"t1",1]', 'null'] as $bad) {
    $client = $open();
    $client->message();
    $client->text($bad);
    Checks::is($bad, 1007, $client->closeCode());
}
$server->stop();
Checks::done();
echo implode("\n", array_unique(explode("\n", preg_replace('/^ready.*\n/', '', $server->out))));
?>
--EXPECT--
28 checks, 0 failed
open Ratchet\Wamp\WampConnection 1
error Ratchet\Wamp\WampConnection in a call
subscribe Ratchet\Wamp\Topic t1 1
subscribe Ratchet\Wamp\Topic t1 2
unsubscribe t1 1
close 1
close 0
