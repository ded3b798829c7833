--TEST--
channels(): subscribe, publish and unsubscribe, with the frames exactly as the protocol has them
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('$server->channels("/channels", options: ["publish" => true]);');
$a = new ChannelClient($server);
$b = new ChannelClient($server);
$c = new ChannelClient($server);

$a->say('{"action":"subscribe","channel":"news"}');
echo $a->raw(), "\n";
$b->say('{"action":"subscribe","channel":"news"}');
echo $b->raw(), "\n";

/* whatever is published, both get it, the publisher included */
foreach (['{"any":"json"}', '[1,2]', '"text"', '12.5', 'true', 'null', '"h\u00e9\/"', '"hé/"', '{}', '[]', '""'] as $value) {
    $before = microtime(true);
    $b->say('{"action":"publish","channel":"news","message":' . $value . '}');
    foreach ([$a, $b] as $client) {
        $raw = $client->raw();
        $message = json_decode($raw);
        if (array_keys((array) $message) !== ['type', 'channel', 'data', 'timestamp'] || $message->type !== 'message' ||
            $message->channel !== 'news' || $message->data != json_decode($value) || !is_float($message->timestamp) ||
            abs($message->timestamp - $before) > 1) {
            echo "bad: $raw\n";
        }
    }
}

/* a second subscription is acknowledged and changes nothing */
$a->say('{"action":"subscribe","channel":"news"}');
echo $a->raw(), "\n";
$b->say('{"action":"publish","channel":"news","message":1,"echo":false}');
echo $a->next()['data'], ' ', count($a->settle()), ' ', count($b->settle()), "\n";

/* who does not subscribe gets nothing; a channel that nobody is in */
$b->say('{"action":"publish","channel":"empty","message":1}');
echo count($c->settle()), ' ', count($b->settle()), "\n";

/* silent, also for a channel that was never subscribed */
$a->say('{"action":"unsubscribe","channel":"news"}');
$a->say('{"action":"unsubscribe","channel":"never"}');
echo count($a->settle()), "\n";
$b->say('{"action":"publish","channel":"news","message":2}');
echo count($b->settle()), ' ', count($a->settle()), "\n";

/* with an id everything is answered */
foreach (['{"action":"subscribe","channel":"x","id":1}', '{"id":"two","channel":"x","action":"unsubscribe"}',
    '{"action":"ping","id":3}', '{"type":"ping"}', '{"action":"leave","channel":"x","id":-4}',
    '{"action":"history","channel":"x","id":5}'] as $request) {
    $a->say($request);
    echo $a->raw(), "\n";
}
$a->say('{"type":"pong"}');
$published = $a->ask('{"action":"publish","channel":"x","message":1,"id":6}');
echo preg_replace('/[0-9a-f]{8}-\d+/', 'position', json_encode($published)), "\n";
$server->stop();
?>
--EXPECT--
{"type":"subscribed","channel":"news"}
{"type":"subscribed","channel":"news"}
{"type":"subscribed","channel":"news"}
1 0 0
0 0
0
1 0
{"type":"subscribed","channel":"x","id":1}
{"type":"unsubscribed","channel":"x","id":"two"}
{"type":"pong","id":3}
{"type":"pong"}
{"type":"left","channel":"x","id":-4}
{"type":"history","channel":"x","publications":[],"id":5}
{"type":"published","channel":"x","id":6,"position":"position"}
