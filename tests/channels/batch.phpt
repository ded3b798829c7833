--TEST--
batch: who came and went within the time is told in one message; who did both is not mentioned
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels();
    $server->channel("hall")->options(["batch" => 0.3, "state" => 2]);
    $server->http("GET", "/count", fn () => count($server->presence("hall")));
');
$join = function (string $id) use ($server): ChannelClient {
    $client = new ChannelClient($server);
    $client->say(['action' => 'join', 'channel' => 'hall', 'member' => ['id' => $id]]);
    return $client;
};
$first = $join('first');
echo $first->raw(), "\n";
echo $first->raw(), "\n";
$others = array_map($join, ['a', 'b', 'c']);
$gone = $join('gone');
$gone->next();
$gone->say(['action' => 'leave', 'channel' => 'hall']);
foreach ($others as $client) {
    $state = $client->next();
    echo count($state['members']), ' of ', $state['total'] ?? 'all', "\n";
}
$changed = $first->next();
sort($changed['joined']);
echo json_encode($changed), "\n";
$others[0]->say(['action' => 'leave', 'channel' => 'hall']);
$others[1]->ws->socket->abort();
$changed = $first->next();
sort($changed['left']);
echo json_encode($changed), "\n";

/* page by page */
$all = [];
$after = [];
do {
    $page = $first->ask(['action' => 'presence', 'channel' => 'hall', 'limit' => 1, 'id' => 1] + $after);
    $all = [...$all, ...array_keys($page['members'])];
    $after = ['after' => $page['next'] ?? ''];
} while (isset($page['next']));
echo implode(' ', $all), "\n";
$server->stop();
?>
--EXPECTF--
{"type":"presence_state","members":{"first":{"id":"first"}},"channel":"hall"}
{"type":"members_changed","joined":[{"id":"first"}],"left":[],"channel":"hall"}
2 of all
2 of 3
2 of %d
{"type":"members_changed","joined":[{"id":"a"},{"id":"b"},{"id":"c"}],"left":[],"channel":"hall"}
{"type":"members_changed","joined":[],"left":[{"id":"a"},{"id":"b"}],"channel":"hall"}
first c
