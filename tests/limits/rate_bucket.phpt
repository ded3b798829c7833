--TEST--
rate, mode bucket: a burst at once, then so many in a second; per endpoint, and none where it is false
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $echo = fn ($c, $m) => $c->send($m);
    $server->ws("/", onMessage: $echo);
    $server->ws("/list", onMessage: $echo, options: ["rate" => [3, 60.0]]);
    $server->ws("/free", onMessage: $echo, options: ["rate" => false]);
    $server->ws("/drop", onMessage: $echo, options: ["rate" => ["messages" => 1, "per" => 60.0, "burst" => 2, "answer" => "drop"]]);
    $server->ws("/close", onMessage: $echo, onClose: fn ($c, $code, $reason) => print "closed $code $reason\n",
        options: ["rate" => ["messages" => 2, "per" => 60, "answer" => "close"]]);
    $server->ws("/fast", onMessage: $echo, options: ["rate" => ["messages" => 20, "burst" => 1]]);
', '["rate" => ["messages" => 5, "per" => 60.0]]');
foreach (['/' => 7, '/list' => 7, '/free' => 7, '/drop' => 2, '/close' => 3] as $path => $count) {
    $client = $server->ws($path);
    foreach (range(1, 7) as $i) {
        $client->text("$i");
    }
    /* errors do not wait for handlers, so they may overtake echoes */
    for ($answers = []; count($answers) < $count && ($frame = $client->read()) !== null;) {
        $answers[] = $frame->opcode === WsClient::CLOSE ? $frame->code() . ' ' . $frame->reason()
            : json_decode($frame->payload)->code ?? $frame->payload;
    }
    sort($answers, SORT_STRING);
    echo "$path: ", implode(' ', $answers), $client->socket->isSilent(0.1) || ($client->socket->eof && $client->socket->buffer === '') ? '' : ', more', "\n";
    $client->socket->close();
}
/* asking again and again: one every 50 ms passes */
$client = $server->ws('/fast');
$begin = microtime(true);
for ($passed = 0; $passed < 5;) {
    $client->text('yes');
    $passed += $client->message() === 'yes';
}
$seconds = microtime(true) - $begin;
var_dump($seconds > 0.17 ?: $seconds);
unset($client);
$server->await('/^closed/m');
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
/: 1 2 3 4 5 RATE_LIMITED RATE_LIMITED
/list: 1 2 3 RATE_LIMITED RATE_LIMITED RATE_LIMITED RATE_LIMITED
/free: 1 2 3 4 5 6 7
/drop: 1 2
/close: 1 1008 rate limit 2
bool(true)
closed 1008 rate limit
