--TEST--
cluster: the members of a killed server leave within the lease, once on each of the others, and not if they are elsewhere by then; those of one that stops leave at once
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/cluster.inc';

$lease = 2.4;
$cluster = TestCluster::start(4, '
    $server->presence("room")->on("leave", function ($member) { echo "left ", $member["id"], "\n"; });
', ['lease' => $lease]);
$a = $cluster->member(0, 'room', 'a');
$b = $cluster->member(1, 'room', 'b');
$members = array_map(fn ($id) => $cluster->member(2, 'room', $id), ['x', '', '0', 'both', 'moves']);
$cluster->member(0, 'room', 'both');
$stops = $cluster->member(3, 'room', 'stops');
dataOf($a, 7);
dataOf($b, 6);

$cluster->servers[2]->signal(9);
$killed = microtime(true);
$moved = $cluster->member(1, 'room', 'moves');
echo "others tell of $lease s:\n";
foreach ([$a, $b] as $watcher) {
    $left = dataOf($watcher, 3);
    $took = microtime(true) - $killed;
    $ids = array_column(array_column($left, 'member'), 'id');
    sort($ids);
    echo implode(' ', array_unique(array_column($left, 'type'))), ' ', json_encode($ids), ' ',
        $took > $lease / 3 && $took <= patience($lease) ? 'in time' : "after $took s", "\n";
}
echo implode(' ', array_keys($cluster->get(3, '/members/room')['members'])), "\n";

/* orderly: long before the lease */
$cluster->servers[3]->signal(SIGTERM_NUMBER);
$stopped = microtime(true);
$stops->ws->closeCode();
$stops->ws->socket->close();
echo dataOf($a, 1)[0]['member']['id'], ' ', dataOf($b, 1)[0]['member']['id'], ' ',
    microtime(true) - $stopped < patience($lease / 3) ? 'at once' : 'late', "\n";

/* some more beats later nothing has come twice, and nothing is left of them */
$beats = fn () => (float) $cluster->redis('ZSCORE', '{rtws}:servers', $cluster->redis('ZRANGE', '{rtws}:servers', '0', '0')[0]);
$before = $beats();
eventually(fn () => $beats() >= $before + 1000);
echo json_encode([$a->settle(), $b->settle()]), "\n";
echo json_encode($cluster->redis('KEYS', '*s2-*')), json_encode($cluster->redis('KEYS', '*s3-*')), ' ', $cluster->redis('ZCARD', '{rtws}:servers'), "\n";
foreach ([0, 1] as $i) {
    $cluster->servers[$i]->await('/left stops\n/');
    $lines = array_filter(explode("\n", $cluster->servers[$i]->out), fn ($line) => str_starts_with($line, 'left'));
    sort($lines);
    echo implode(', ', $lines), "\n";
}
unset($cluster->servers[2], $cluster->servers[3]);
$cluster->stop();
?>
--EXPECT--
others tell of 2.4 s:
member_left ["","0","x"] in time
member_left ["","0","x"] in time
a b both moves stops
stops stops at once
[[],[]]
[][] 2
left , left 0, left stops, left x
left , left 0, left stops, left x
