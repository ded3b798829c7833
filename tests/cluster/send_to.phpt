--TEST--
cluster: sendTo() reaches a connection or all of a user's on whatever server, tells how many, and never anybody else
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$code = '$server->ws("/user/{id}", onOpen: function ($c, $r) { $c->userId = $r->params["id"]; $c->send($c->id); });
    $server->http("POST", "/send-json/{id}", fn ($r) => ["reached" => $server->sendTo($r->params["id"], $r->json())]);';
$cluster = TestCluster::start(3, $code, options: ['server_id' => 'same']);
$clients = $ids = [];
foreach ([[0, 'ann'], [1, 'ann'], [1, 'ann'], [2, 'bob']] as [$i, $user]) {
    $clients[] = $client = $cluster->servers[$i]->ws("/user/$user");
    $ids[] = $client->message();
}
echo count(array_unique($ids)), " ids\n";
$send = fn (int $i, string $to, string $data, string $how = 'send') => $cluster->post($i, "/$how/" . rawurlencode($to), $data)['reached'];

/* a user's subscription may still be under way where the connection is new */
eventually(fn () => $cluster->redis('PUBSUB', 'NUMSUB', 'rtws:user:ann', 'rtws:user:bob') === ['rtws:user:ann', 2, 'rtws:user:bob', 1]);
echo json_encode([$send(2, 'ann', 'to ann'), $send(0, 'ann', '{"to":"ann"}', 'send-json'), $send(1, 'ann', "\xff\xfe"), $send(0, 'bob', 'to bob'), $send(0, 'nobody', 'x')]), "\n";
echo json_encode([$send(2, $ids[0], 'to the first'), $send(0, $ids[1], 'to the second'), $send(1, $ids[1], 'to the second'), $send(1, $ids[3], 'to bob')]), "\n";

/* one goes, and another comes in its place: letters to the old one reach nobody */
$clients[2]->close();
$clients[2]->socket->close();
eventually(fn () => $send(0, $ids[2], 'gone') === 0);
$new = $cluster->servers[1]->ws('/user/new');
$newId = $new->message();
echo json_encode([$newId !== $ids[2], $send(0, $ids[2], 'gone'), $send(1, $ids[2], 'gone'), $send(2, 'ann', 'end')]), "\n";
$send(0, 'bob', 'end');
$send(0, $newId, 'end');
foreach ([$clients[0], $clients[1], $clients[3], $new] as $client) {
    for ($got = []; end($got) !== 'end' && ($frame = $client->read()) !== null;) {
        $got[] = $frame->opcode === 2 ? bin2hex($frame->payload) : $frame->payload;
    }
    echo implode(' | ', $got), "\n";
}

/* the server of a connection is killed: nobody, and no waiting for long */
$cluster->servers[2]->signal(9);
$begun = microtime(true);
echo $send(0, $ids[3], 'x'), ' ', microtime(true) - $begun < patience(3) ? 'soon' : 'late', "\n";
unset($cluster->servers[2]);
foreach ([...$clients, $new] as $client) {
    $client->socket->close();
}
$cluster->stop();
?>
--EXPECT--
4 ids
[3,3,3,1,0]
[1,1,1,1]
[true,0,0,2]
to ann | {"to":"ann"} | fffe | to the first | end
to ann | {"to":"ann"} | fffe | to the second | to the second | end
to bob | to bob | end
end
0 soon
