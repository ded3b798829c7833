--TEST--
rate, mode window: ten messages in a second of the clock, each further one is answered, the next second begins anew
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: fn ($c, $m) => $c->send(time() . " $m"), options: ["rate" => ["messages" => 10, "mode" => "window"]]);
    $server->http("GET", "/stats", fn () => $server->stats());
');
/* until all of them fall into one second, which the echo tells */
$frames = implode('', array_map(fn ($i) => WsClient::frame(WsClient::TEXT, "$i"), range(1, 15)));
do {
    $client = $server->ws();
    $client->socket->send($frames);
    for ($answers = [], $seconds = [], $errors = 0; count($answers) + $errors < 15;) {
        $message = $client->message();
        if ($message === '{"type":"error","code":"RATE_LIMITED","message":"Too many messages. Please slow down."}') {
            $errors++;
        } elseif ($message === null) {
            break;
        } else {
            [$seconds[], $answers[]] = explode(' ', $message);
        }
    }
} while (count(array_unique($seconds)) > 1);
echo implode(' ', $answers), " and $errors errors\n";

/* others do not mind */
$other = $server->ws();
$other->text('hi');
echo substr($other->message(), 11), "\n";

/* control frames do not count */
$client->ping('x');
echo $client->read()->payload, "\n";

while (time() === (int) $seconds[0]) {
    usleep(20000);
}
usleep(20000); /* the coarse clock of the server may be a tick behind */
$client->text('again');
echo substr($client->message(), 11), "\n";
$stats = json_decode($server->http('GET', '/stats')->body, true);
var_dump($stats['messages_limited'] >= 5 && $stats['messages_limited'] % 5 === 0);

/* nothing is inherited */
$client->close();
$new = $server->ws();
$new->text('new');
echo substr($new->message(), 11), "\n";
unset($client, $other, $new);
$server->stop();
?>
--EXPECT--
1 2 3 4 5 6 7 8 9 10 and 5 errors
hi
x
again
bool(true)
new
