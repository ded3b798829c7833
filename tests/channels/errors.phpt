--TEST--
channels(): whatever is wrong with a request is told to who sent it, and to nobody else
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('$server->channels(options: ["channels" => 2]);');
$other = new ChannelClient($server);
$other->ask('{"action":"subscribe","channel":"x"}');
$client = new ChannelClient($server);
foreach (['not json', '', '{}', '[]', '{"action":"fly","channel":"x"}', '{"action":"subscribe"}', '{"action":"subscribe","channel":["x"]}',
    '{"action":"subscribe","channel":""}', '{"action":"subscribe","channel":"' . str_repeat('x', 256) . '","id":1}',
    '{"action":"publish","channel":"x","id":"é\u0001"}', '{"action":"publish","channel":"x","message":1,"id":2}',
    '{"action":"history","channel":"x","since":"now","id":3}', '{"action":"join","channel":"x","member":{},"id":4}',
    '{"action":"ping","id":{}}', '{"type":"subscribe","channel":"x"}'] as $request) {
    $client->say($request);
    $raw = $client->raw();
    $answer = json_decode($raw);
    printf("%-60.60s %s %s\n", $request, $answer->code, json_encode(array_diff_key((array) $answer, ['type' => 1, 'code' => 1, 'message' => 1])));
    if ($answer->type !== 'error' || !preg_match('/^[A-Z"].{10,}\.$/', $answer->message)) {
        echo "bad: $raw\n";
    }
}
$client->ws->binary('{"action":"ping"}');
echo $client->raw(), "\n";
foreach ([1, 2, 3] as $n) {
    echo $client->ask(['action' => 'subscribe', 'channel' => "c$n", 'id' => $n])['code'] ?? 'subscribed', "\n";
}
/* a depth that no stack could take */
$client->say('{"action":"publish","channel":"x","message":' . str_repeat('[', 400000) . '}');
echo $client->next()['code'], "\n";
/* and all is as it was */
echo json_encode($client->ask('{"action":"ping","id":9}')), ' ', count($other->settle()), "\n";
$server->stop();
?>
--EXPECT--
not json                                                     BAD_REQUEST []
                                                             BAD_REQUEST []
{}                                                           BAD_REQUEST []
[]                                                           BAD_REQUEST []
{"action":"fly","channel":"x"}                               BAD_REQUEST {"channel":"x"}
{"action":"subscribe"}                                       BAD_REQUEST []
{"action":"subscribe","channel":["x"]}                       BAD_CHANNEL []
{"action":"subscribe","channel":""}                          BAD_CHANNEL []
{"action":"subscribe","channel":"xxxxxxxxxxxxxxxxxxxxxxxxxxx BAD_CHANNEL {"id":1}
{"action":"publish","channel":"x","id":"é\u0001"}           BAD_REQUEST {"channel":"x","id":"\u00e9\u0001"}
{"action":"publish","channel":"x","message":1,"id":2}        FORBIDDEN {"channel":"x","id":2}
{"action":"history","channel":"x","since":"now","id":3}      BAD_REQUEST {"channel":"x","id":3}
{"action":"join","channel":"x","member":{},"id":4}           BAD_REQUEST {"channel":"x","id":4}
{"action":"ping","id":{}}                                    BAD_REQUEST []
{"type":"subscribe","channel":"x"}                           BAD_REQUEST {"channel":"x"}
{"type":"error","code":"BAD_REQUEST","message":"A message must be text."}
subscribed
subscribed
TOO_MANY_CHANNELS
BAD_REQUEST
{"type":"pong","id":9} 0
