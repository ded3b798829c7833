--TEST--
Presence of ws() endpoints: the frames have no channel, every id is fine, and only the last connection of a member counts
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $room = $server->presence("room");
    $room->on("join", fn (array $m) => throw new RuntimeException("join handler"));
    $room->on("join", fn (array $m) => print("1+" . json_encode($m) . "\n"))->on("join", function ($m) { delay(0.001); echo "2+", json_encode($m), "\n"; });
    $room->on("join", fn ($m) => print("3+" . json_encode($m) . "\n"));
    $room->on("leave", fn (array $m) => print("1-" . json_encode($m) . "\n"));
    $server->ws("/", onMessage: function (Connection $conn, string $m) use ($room) {
        try {
            $conn->send("= " . json_encode(match ($m[0]) {
                "+" => $room->join($conn, json_decode(substr($m, 1), true)),
                "-" => $room->leave($conn),
                "#" => [count($room), array_keys($room->members()), array_keys(iterator_to_array($room)), $room->channel->name, count($room->channel)],
                "!" => $room->channel->publish(substr($m, 1)),
            }));
        } catch (Throwable $e) {
            $conn->send("= " . get_class($e) . " " . $e->getMessage());
        }
    });
');
$say = function (WsClient $client, string $what) {
    $client->text($what);
    while (!str_starts_with($message = $client->message() ?? '= nothing', '= ')) {
        echo $message, ' ';
    }
    echo $message, "\n";
};
[$a, $b, $c] = [$server->ws('/'), $server->ws('/'), $server->ws('/')];
$say($a, '+{"id":"u1","name":"Al"}');
$say($b, '+{"id":"u2","name":"Bo"}');
$say($a, '#');                            /* what came before the answer is shown */
/* join and leave twice, as somebody else, as nobody */
$say($b, '+{"id":"u2","name":"Bob"}');
$say($b, '+{"id":"u3"}');
$say($c, '+{"name":"x"}');
$say($c, '+{"id":1.5}');
$say($c, '-');
/* a second tab: it gets messages too, and says nothing new to the others */
$say($c, '+{"id":"u2","name":"Bo"}');
$say($a, '!hello');
echo $b->message(), ' ', $c->message(), "\n";
$say($b, '-');
$say($b, '-');
$say($a, '#');
/* a crash of the last one */
$c->socket->abort();
echo $a->message(), "\n";
/* every id: in, and out again */
foreach (['0', '"0"', '""', '-5', '"ü"', '"{"', '"a b"', '"1e3"'] as $id) {
    $client = $server->ws('/');
    $say($client, '+{"id":' . $id . '}');
    echo '  ', $a->message(), "\n";
    $say($client, '#');
    $client->socket->abort();
    echo '  ', $a->message(), "\n";
}
$say($a, '-');
$say($a, '#');
$server->await('/1-.*u1.*\n/');
$server->stop();
echo substr_count($server->out, '1+'), ' ', substr_count($server->out, '2+'), ' ', substr_count($server->out, '1-'), ' ',
    substr_count($server->err, 'join handler'), "\n";
/* handlers in the order they were given */
echo strpos($server->out, '1+') < strpos($server->out, '3+') ? '' : "wrong order\n";
echo preg_match('/^1\+.*u1.*\n/m', $server->out), preg_match('/1\+\{"id":"u2","name":"Bo"\}/', $server->out), "\n";
?>
--EXPECT--
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"}}} = true
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"u2":{"id":"u2","name":"Bo"}}} = true
{"type":"member_joined","member":{"id":"u2","name":"Bo"}} = [2,["u1","u2"],["u1","u2"],"room",2]
= false
= ValueError Rtws\Presence::join(): Argument #2 ($member) must have the id that the connection has joined with before, or it leaves first, "u3" given
= ValueError Rtws\Presence::join(): Argument #2 ($member) must have an "id", a string of at most 255 bytes or an int
= ValueError Rtws\Presence::join(): Argument #2 ($member) must have an "id", a string of at most 255 bytes or an int
= false
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"u2":{"id":"u2","name":"Bo"}}} = true
hello = 3
hello hello
= true
= false
= [2,["u1","u2"],["u1","u2"],"room",2]
{"type":"member_left","member":{"id":"u2","name":"Bo"}}
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"0":{"id":0}}} = true
  {"type":"member_joined","member":{"id":0}}
= [2,["u1",0],["u1",0],"room",2]
  {"type":"member_left","member":{"id":0}}
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"0":{"id":"0"}}} = true
  {"type":"member_joined","member":{"id":"0"}}
= [2,["u1",0],["u1",0],"room",2]
  {"type":"member_left","member":{"id":"0"}}
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"":{"id":""}}} = true
  {"type":"member_joined","member":{"id":""}}
= [2,["u1",""],["u1",""],"room",2]
  {"type":"member_left","member":{"id":""}}
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"-5":{"id":-5}}} = true
  {"type":"member_joined","member":{"id":-5}}
= [2,["u1",-5],["u1",-5],"room",2]
  {"type":"member_left","member":{"id":-5}}
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"ü":{"id":"\u00fc"}}} = true
  {"type":"member_joined","member":{"id":"\u00fc"}}
= [2,["u1","\u00fc"],["u1","\u00fc"],"room",2]
  {"type":"member_left","member":{"id":"\u00fc"}}
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"{":{"id":"{"}}} = true
  {"type":"member_joined","member":{"id":"{"}}
= [2,["u1","{"],["u1","{"],"room",2]
  {"type":"member_left","member":{"id":"{"}}
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"a b":{"id":"a b"}}} = true
  {"type":"member_joined","member":{"id":"a b"}}
= [2,["u1","a b"],["u1","a b"],"room",2]
  {"type":"member_left","member":{"id":"a b"}}
{"type":"presence_state","members":{"u1":{"id":"u1","name":"Al"},"1e3":{"id":"1e3"}}} = true
  {"type":"member_joined","member":{"id":"1e3"}}
= [2,["u1","1e3"],["u1","1e3"],"room",2]
  {"type":"member_left","member":{"id":"1e3"}}
= true
= [0,[],[],"room",0]
10 10 10 10
11
