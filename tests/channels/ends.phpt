--TEST--
stop() while publishing; a server that is unset, and what is left of it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

/* stop() from a handler of publications, with more of them waiting */
$server = TestServer::start('
    $server->channels(options: ["publish" => true]);
    $n = 0;
    $server->subscribe("c", function ($data) use ($server, &$n) {
        if (++$n === 3) { $server->stop(1.0); }
        $server->publish("c", $n);
        delay(0.0001);
    });
    $server->presence("room")->on("leave", fn ($m) => print("left $m[id]\n"))
        ->on("join", fn () => $server->every(0.001, fn () => $server->publish("c", "tick")));
');
$client = new ChannelClient($server);
$client->ask('{"action":"join","channel":"room","member":{"id":1}}');
$client->say('{"action":"subscribe","channel":"c"}');
echo $client->ws->closeCode(), ' ', $server->wait(), ' ', substr_count($server->out, 'left 1'), "\n";

/* without a run at all */
$server = new Rtws\RtServer('127.0.0.1', 0);
$channel = $server->channel('c');
$presence = $server->presence('p');
$presence->on('join', function () use ($server) {});
$subscription = $server->subscribe('c', function () use (&$server, &$subscription) {});
$other = $server->subscribe('*', fn () => 1);
echo $server->publish('c', 1), $channel->publish('x'), count($presence), json_encode($subscription->isActive()), "\n";
unset($server);
gc_collect_cycles();
echo $channel->publish('x'), ' ', count($channel), "\n";
unset($channel, $presence, $server);
gc_collect_cycles();
$kept = (new Rtws\RtServer('127.0.0.1', 0))->subscribe('c', fn () => 1);
var_dump($kept->isActive());
$kept->cancel();
$far = (new Rtws\RtServer('127.0.0.1', 0))->presence('p');
echo count($far), count($far->channel), $far->channel->publish(1), "\n";
?>
--EXPECT--
1001 0 1
000true
0 0
bool(false)
000
