--TEST--
authorize: who asks for what is told, and decided by what is returned
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels("/channels", function (Connection $conn, string $action, string $channel, mixed $data) {
        if ($channel === "told") {
            echo $action, " ", json_encode($data), " ", get_debug_type($data), " ", $conn->isOpen() ? "open" : "closed", "\n";
            return true;
        }
        return match ($channel) {
            "yes" => true,
            "no" => false,
            "member" => ["member" => ["id" => 7, "name" => "from the server"]],
            "events" => ["events" => ["typing", "é"]],
            "empty" => [],
            "throws" => throw new RuntimeException("authorize fell over"),
            "error" => intdiv(1, 0),
            "null" => null,
            "string" => "yes",
            "int" => 1,
            "object" => new stdClass(),
            "unknown" => ["allow" => true],
            "list" => [true],
            "no id" => ["member" => ["name" => "x"]],
            "float id" => ["member" => ["id" => 1.5]],
            "long id" => ["member" => ["id" => str_repeat("x", 256)]],
            "no member" => ["member" => "u1"],
            "no json" => ["member" => ["id" => 1, "x" => NAN]],
            "no events" => ["events" => "typing"],
            "bad event" => ["events" => ["ok", ""]],
            "int event" => ["events" => [1]],
        };
    });
');

/* what it is told */
$client = new ChannelClient($server);
foreach (['"subscribe","id":1', '"publish","message":"text","id":1', '"publish","message":{"a":[1,2.5,null]},"id":1',
    '"publish","message":false,"id":1', '"publish","message":"","id":1', '"join","member":{"id":"u"},"id":1', '"presence"', '"history"'] as $what) {
    $client->say('{"action":' . $what . ',"channel":"told"}');
    do {
        $answer = $client->next();
    } while ($answer['type'] === 'message');
    if ($answer['type'] === 'error') {
        var_dump($answer);
    }
}
/* what is not asked */
foreach (['"unsubscribe"', '"leave"', '"ping"'] as $what) {
    $client->ask('{"action":' . $what . ',"channel":"told","id":2}');
}
$server->await('/history.*\n/');
echo preg_replace('/^ready.*\n/m', '', $server->out);

/* what it answers */
foreach (['yes', 'empty', 'events', 'no'] as $channel) {
    echo "$channel: ", json_encode($client->ask(['action' => 'subscribe', 'channel' => $channel, 'id' => 1])), "\n";
}
echo json_encode($client->ask('{"action":"publish","channel":"no","message":1}')), "\n";
echo json_encode($client->ask('{"action":"join","channel":"member","member":{"id":1}}')), "\n";
echo json_encode($client->ask('{"action":"join","channel":"yes","member":{"id":"mine","x":1}}')), "\n";
/* with a member from the server the client need not name one */
$other = new ChannelClient($server);
echo json_encode($other->ask('{"action":"join","channel":"member"}')), "\n";

/* events: published without asking; nothing else is, and nobody else may */
echo $other->ask('{"action":"publish","channel":"no","message":1,"event":"typing","id":1}')['code'], "\n";
echo json_encode($client->ask('{"action":"publish","channel":"events","message":1,"event":"typing","echo":false,"id":1}')['type']), "\n";

/* failures are the server's: INTERNAL, and the reason is in the log */
foreach (['throws', 'error', 'null', 'string', 'int', 'object', 'unknown', 'list', 'no id', 'float id', 'long id', 'no member',
    'no json', 'no events', 'bad event', 'int event'] as $i => $channel) {
    $from = strlen($server->err);
    $answer = $client->ask(['action' => 'join', 'channel' => $channel, 'id' => $i, 'member' => ['id' => 1]]);
    $fine = $answer === ['type' => 'error', 'code' => 'INTERNAL', 'message' => 'The server failed to decide whether you may.',
        'channel' => $channel, 'id' => $i] && $server->awaitLog('/(Exception|Error).*authorize/s');
    echo $fine ? '' : "bad: $channel " . json_encode($answer) . "\n";
}
echo substr_count($server->err, 'authorize fell over'), ' ', count($client->settle()), "\n";
preg_match_all('/authorize (?:must|returned).*?(?= in )/', $server->err, $messages);
echo implode("\n", array_unique($messages[0])), "\n";
$server->stop();
?>
--EXPECT--
subscribe null null open
publish "text" string open
publish {"a":[1,2.5,null]} array open
publish false bool open
publish "" string open
join {"id":"u"} array open
presence null null open
history null null open
yes: {"type":"subscribed","channel":"yes","id":1}
empty: {"type":"subscribed","channel":"empty","id":1}
events: {"type":"subscribed","channel":"events","id":1}
no: {"type":"error","code":"FORBIDDEN","message":"You may not subscribe \"no\".","channel":"no","id":1}
{"type":"error","code":"FORBIDDEN","message":"You may not publish to \"no\".","channel":"no"}
{"type":"presence_state","members":{"7":{"id":7,"name":"from the server"}},"channel":"member"}
{"type":"presence_state","members":{"mine":{"id":"mine","x":1}},"channel":"yes"}
{"type":"presence_state","members":{"7":{"id":7,"name":"from the server"}},"channel":"member"}
FORBIDDEN
"published"
1 0
authorize must return a bool or an array, null returned
authorize must return a bool or an array, string returned
authorize must return a bool or an array, int returned
authorize must return a bool or an array, stdClass returned
authorize returned an array with "allow"; known are "member" and "events"
authorize returned an array with "a number"; known are "member" and "events"
authorize returned a "member" that is no array with an "id", a string of at most 255 bytes or an int
authorize returned "events" that are no list of strings
authorize returned "events" that are no list of strings of 1 to 64 bytes
