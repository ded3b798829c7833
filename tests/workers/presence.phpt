--TEST--
workers: members of all workers are seen in each; those of one that is killed leave, once
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$server = TestServer::start(CHANNELS . '
    $server->presence("room")->on("leave", fn (array $m) => print("left " . $m["id"] . "\n"));
    $server->http("GET", "/members", fn () => [$server->workerId, getmypid(), array_keys($server->presence("room")->members())]);
', '["workers" => 2]');
[$a, $b, $c] = [channelsIn($server, 0), channelsIn($server, 1), channelsIn($server, 1)];
$a->ask(['action' => 'join', 'channel' => 'room', 'member' => ['id' => 'ann']]);
$b->ask(['action' => 'join', 'channel' => 'room', 'member' => ['id' => 'bob']]);
$c->ask(['action' => 'join', 'channel' => 'room', 'member' => ['id' => 'ann']]); /* in both workers */
echo $a->next()['member']['id'], " joined\n";
do {
    [$worker, $pid, $members] = json_decode($server->http('GET', '/members')->body, true);
} while ($worker !== 1);
sort($members);
echo implode(' ', $members), "\n";

tell_process($pid, 9);
$message = $a->next();
echo $message['type'], ' ', $message['member']['id'], "\n";
$server->awaitLog('/worker 1 .*was killed by signal 9/');
channelsIn($server, 1);
foreach ([0, 1] as $wanted) {
    do {
        [$worker, , $members] = json_decode($server->http('GET', '/members')->body, true);
    } while ($worker !== $wanted);
    echo "$worker: ", implode(' ', $members), "\n";
}
echo count($a->settle()), "\n";
$server->await('/left bob/');
echo substr_count($server->out, 'left'), "\n";
$server->stop();
?>
--EXPECT--
bob joined
ann bob
member_left bob
0: ann
1: ann
0
1
