--TEST--
channels(): join and leave; a member stays until its last connection has gone
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels();
    $server->presence("room")->on("join", fn (array $m) => print("+" . json_encode($m) . "\n"))
        ->on("leave", fn (array $m) => print("-" . json_encode($m) . "\n"));
    $server->http("GET", "/members", fn () => [count($server->presence("room")), $server->presence("room")->members(),
        iterator_to_array($server->presence("room"))]);
');
$a = new ChannelClient($server);
$b = new ChannelClient($server);
$b2 = new ChannelClient($server);

$a->say('{"action":"join","channel":"room","member":{"id":"u1","name":"Al"}}');
echo $a->raw(), "\n";
$b->say('{"action":"join","channel":"room","member":{"id":0}}');
echo $b->raw(), "\n", $a->raw(), "\n";
/* a second tab of the same member */
$b2->say('{"action":"join","channel":"room","member":{"id":"0","tab":2},"id":1}');
echo $b2->raw(), "\n", count($a->settle()), count($b->settle()), "\n";
/* twice: nothing new; as somebody else: refused */
echo json_encode($a->ask('{"action":"join","channel":"room","member":{"id":"u1"}}')), "\n", count($b->settle()), "\n";
echo $a->ask('{"action":"join","channel":"room","member":{"id":"u2"}}')['code'], "\n";
echo $a->ask('{"action":"join","channel":"room","member":{"name":"x"}}')['code'], "\n";
echo $a->ask('{"action":"join","channel":"room"}')['code'], "\n";

echo $server->http('GET', '/members')->body, "\n";
$b->ws->close();
echo count($a->settle()), "\n";
$b2->ws->socket->abort();
echo $a->raw(), "\n";
$c = new ChannelClient($server);
echo json_encode($c->ask('{"action":"presence","channel":"room","id":7}')), "\n";
$a->say('{"action":"leave","channel":"room"}');
echo count($a->settle()), "\n";
echo $server->http('GET', '/members')->body, "\n";
ob_start();
$server->stop();
ob_end_clean();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"}},"channel":"room"}
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"0":{"id":0}},"channel":"room"}
{"type":"member_joined","member":{"id":0},"channel":"room"}
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"0":{"id":"0","tab":2}},"channel":"room","id":1}
00
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"0":{"id":"0","tab":2}},"channel":"room"}
0
CONFLICT
BAD_REQUEST
BAD_REQUEST
[2,{"u1":{"id":"u1","name":"Al"},"0":{"id":"0","tab":2}},{"u1":{"id":"u1","name":"Al"},"0":{"id":"0","tab":2}}]
0
{"type":"member_left","member":{"id":"0","tab":2},"channel":"room"}
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"}},"channel":"room","id":7}
0
[0,[],[]]
+{"id":"u1","name":"Al"}
+{"id":0}
-{"id":"0","tab":2}
-{"id":"u1","name":"Al"}
