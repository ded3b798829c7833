--TEST--
authorize may suspend: the requests of one connection keep their order, others go on meanwhile
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $go = false;
    $server->channels("/channels", function ($conn, $action, $channel) use (&$go) {
        while ($channel === "slow" && !$go) {
            delay(0.002);
        }
        delay(mt_rand(0, 2) / 1000);
        return $channel !== "no";
    });
    $server->http("POST", "/go", function () use (&$go) { $go = true; });
');
$slow = new ChannelClient($server);
$quick = new ChannelClient($server);
$slow->say('{"action":"subscribe","channel":"slow","id":1}');
$slow->say('{"action":"ping","id":2}');
$slow->say('{"action":"subscribe","channel":"no","id":3}');
for ($i = 4; $i <= 20; $i++) {
    $slow->say(['action' => 'publish', 'channel' => 'slow', 'message' => $i, 'echo' => false, 'id' => $i]);
}
$slow->say('{"action":"unsubscribe","channel":"slow","id":21}');
/* the other one is served all the while */
for ($i = 0; $i < 20; $i++) {
    if ($quick->ask(['action' => 'subscribe', 'channel' => "c$i", 'id' => $i])['type'] !== 'subscribed') {
        echo "not served\n";
    }
}
$server->http('POST', '/go');
for ($i = 1; $i <= 21; $i++) {
    $answer = $slow->next();
    echo $answer['id'], ' ', substr($answer['type'], 0, 3), $i % 7 ? ', ' : "\n";
}
$server->stop();
?>
--EXPECT--
1 sub, 2 pon, 3 err, 4 pub, 5 pub, 6 pub, 7 pub
8 pub, 9 pub, 10 pub, 11 pub, 12 pub, 13 pub, 14 pub
15 pub, 16 pub, 17 pub, 18 pub, 19 pub, 20 pub, 21 uns
