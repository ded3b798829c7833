--TEST--
conflate: a slow subscriber gets the newest publication of each key; who keeps up gets all of them
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels("/channels", options: ["namespaces" => ["tick:" => ["conflate" => "symbol"], "one:" => ["conflate" => true]]]);
    $server->ws("/control", onMessage: function (Connection $c, string $m) use ($server) {
        [$from, $to] = explode(" ", $m);
        for ($n = (int) $from; $n < $to; $n++) {
            for ($s = 0; $s < 5; $s++) {
                $server->channel("tick:a")->publish(["symbol" => "S$s", "n" => $n, "pad" => str_repeat("x", 20000)]);
            }
            $server->channel("one:a")->publish(["n" => $n]);
        }
        $c->send((string) $server->stats()["messages_conflated"]);
    });
    try {
        $server->channel("tick:b")->options(["history" => 5]);
    } catch (Rtws\InvalidOption $e) {
        echo get_class($e), ": ", $e->getMessage(), "\n";
    }
    try {
        $server->channel("x")->options(["conflate" => 5]);
    } catch (Rtws\InvalidOption $e) {
        echo $e->getMessage(), "\n";
    }
');
echo preg_replace('/^ready.*\n/m', '', $server->out);
$slow = new ChannelClient($server);
$fast = new ChannelClient($server);
$control = $server->ws('/control');
foreach ([$slow, $fast] as $client) {
    $client->ask(['action' => 'subscribe', 'channel' => 'tick:a']);
    $client->ask(['action' => 'subscribe', 'channel' => 'one:a']);
}
/* the fast one reads what comes, round by round; the other one does not */
const ROUNDS = 200;
$count = 0;
for ($n = 0; $n < ROUNDS; $n += 5) {
    $control->text("$n " . ($n + 5));
    for ($i = 0; $i < 30; $i++) {
        $count += $fast->next() !== null;
    }
    $conflated = (int) $control->message();
}
echo "fast: $count of ", ROUNDS * 6, "\n";
var_dump($conflated > 100);

$last = [];
$came = 0;
$unsorted = 0;
foreach ($slow->settle() as $message) {
    $key = $message['data']['symbol'] ?? 'one';
    $unsorted += $message['data']['n'] <= ($last[$key] ?? -1);
    $last[$key] = $message['data']['n'];
    $came++;
}
ksort($last);
echo json_encode($last), " $unsorted\n";
var_dump($came + $conflated === ROUNDS * 6);
$server->stop();
?>
--EXPECT--
Rtws\InvalidOption: Option "conflate" cannot be combined with a history or delta
Option "conflate" must be a bool or the name of a member of the data, of 1 to 63 bytes, 5 given
fast: 1200 of 1200
bool(true)
{"S0":199,"S1":199,"S2":199,"S3":199,"S4":199,"one":199} 0
bool(true)
