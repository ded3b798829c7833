--TEST--
cluster: the members of a server that is cut off for longer than its lease leave, and are back with it, each told once
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$cluster = TestCluster::start(2, '
    $server->presence("room")->on("join", function ($member) { echo "joined $member[id]\n"; });
    $server->presence("room")->on("leave", function ($member) { echo "left $member[id]\n"; });
', ['lease' => 0.9], proxied: [1]);
$told = function (ChannelClient $client, string $last): array {
    for ($got = []; end($got) !== $last && ($message = $client->next()) !== null;) {
        $got[] = preg_replace('/^member_/', '', $message['type']) . (isset($message['member']) ? " {$message['member']['id']}" : '');
    }
    return $got;
};
$u = $cluster->member(0, 'room', 'u');
$leaves = $cluster->member(0, 'room', 'leaves');
$v = $cluster->member(1, 'room', 'v');
$both = [$cluster->member(0, 'room', 'both'), $cluster->member(1, 'room', 'both')];
$told($u, 'joined both');
$told($v, 'joined both');

$cluster->proxies[1]->cut();
$cluster->servers[1]->await('/^down: /m');
echo implode(', ', $told($u, 'left v')), "\n";
$leaves->ws->close();
echo implode(', ', $told($u, 'left leaves')), "\n";
$w = $cluster->member(1, 'room', 'w');
echo implode(', ', $told($v, 'joined w')), "\n";
echo implode(' ', array_keys($cluster->get(0, '/members/room')['members'])), "\n";

$cluster->proxies[1]->mend();
$back = $told($u, 'joined w');
if (!in_array('joined v', $back)) {
    $back = [...$back, ...$told($u, 'joined v')];
}
sort($back);
echo implode(', ', $back), "\n";
$members = array_keys($cluster->get(0, '/members/room')['members']);
sort($members);
echo implode(' ', $members), "\n";
/* here nobody has gone: what is told is that something may have been missed */
$cluster->awaitUp(1);
$cluster->member(0, 'room', 'end');
echo implode(', ', $told($v, 'joined end')), "\n";
echo implode(', ', $told($u, 'joined end')), "\n";
foreach ($cluster->servers as $server) {
    $server->await('/joined end/');
    echo implode(', ', preg_grep('/^(joined|left)/', explode("\n", $server->out))), "\n";
}
$cluster->stop();
?>
--EXPECT--
left v
left leaves
joined w
u both
joined v, joined w
both u v w
gap, joined end
joined end
joined u, joined leaves, joined v, joined both, left v, left leaves, joined v, joined w, joined end
joined u, joined leaves, joined v, joined both, joined w, joined end
