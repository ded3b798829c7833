--TEST--
subscribe() with recent begins with what the channel keeps, and goes on without a gap
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $kept = $server->channel("kept")->options(["history" => 3]);
    $plain = $server->channel("plain");
    $n = 0;
    $server->ws("/{recent}", onOpen: function (Connection $c) use ($kept, $plain) {
        $recent = (int) $c->request()->params["recent"];
        $c->send(json_encode([$kept->subscribe($c, $recent), $kept->subscribe($c, $recent), $plain->subscribe($c, 5)]));
    }, onMessage: function (Connection $c, string $m) use ($kept, $plain, &$n) {
        match ($m) {
            "kept" => $kept->publish(++$n),
            "plain" => $plain->publish("plain"),
            "bad" => array_map(function ($i) use ($c, $kept) {
                try { $kept->subscribe($c, $i); } catch (ValueError $e) { $c->send($e->getMessage()); }
            }, [-1, 1000001]),
        };
    });
');
$read = function (WsClient $client, int $count): string {
    for ($got = []; count($got) < $count;) {
        $got[] = $client->message();
    }
    return implode(' ', $got) . "\n";
};
$a = $server->ws('/0');
echo $read($a, 1);
for ($i = 0; $i < 5; $i++) {
    $a->text('kept');
}
echo $read($a, 5);
$b = $server->ws('/2');
echo $read($b, 3);
$c = $server->ws('/9');
echo $read($c, 4);
$a->text('kept');
$a->text('plain');
foreach ([$a, $b, $c] as $client) {
    echo $read($client, 2);
}
$c->text('bad');
echo $read($c, 2);
$server->stop();
?>
--EXPECT--
[true,false,true]
1 2 3 4 5
4 5 [true,false,true]
3 4 5 [true,false,true]
6 plain
6 plain
6 plain
Rtws\Channel::subscribe(): Argument #2 ($recent) must be between 0 and 1000000, -1 given Rtws\Channel::subscribe(): Argument #2 ($recent) must be between 0 and 1000000, 1000001 given
