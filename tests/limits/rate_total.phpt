--TEST--
rate_total counts all connections of an endpoint; what one has too much by its own rate does not count for the others
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: fn ($c, $m) => $c->send($m),
        options: ["rate" => ["messages" => 3, "per" => 60.0, "answer" => "drop"], "rate_total" => [5, 60.0]]);
    $server->ws("/other", onMessage: fn ($c, $m) => $c->send($m));
');
$answers = function (WsClient $client, int $count) {
    foreach (range(1, 6) as $i) {
        $client->text("$i");
    }
    for ($answers = []; count($answers) < $count;) {
        $message = $client->message();
        $answers[] = json_decode($message)->code ?? $message;
    }
    sort($answers, SORT_STRING);
    echo implode(' ', $answers), $client->socket->isSilent(0.1) ? '' : ', more', "\n";
};
$answers($a = $server->ws(), 3);
$answers($b = $server->ws(), 3);
$answers($c = $server->ws('/other'), 6);
unset($a, $b, $c);
$server->stop();
?>
--EXPECT--
1 2 3
1 2 RATE_LIMITED
1 2 3 4 5 6
