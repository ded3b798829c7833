--TEST--
Channel: connections of ws() get the data itself, text as text, binary as binary, the rest as JSON
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $other = new RtServer("127.0.0.1", 0);
    $gone = null;
    $server->ws("/", onOpen: function ($conn) use ($server, &$gone) {
        $gone ??= $conn;
    }, onMessage: function (Connection $conn, string $m) use ($server, $other, &$gone) {
        $c = $server->channel("news");
        [$what, $data] = explode(" ", $m, 2) + [1 => ""];
        try {
            $conn->send("= " . json_encode(match ($what) {
                "subscribe" => $c->subscribe($conn),
                "unsubscribe" => $c->unsubscribe($conn),
                "has" => $c->has($conn),
                "count" => [count($c), $c->count(), $c->name],
                "channels" => $conn->channels(),
                "text" => $c->publish($data),
                "binary" => $c->publish("\xff\x00$data"),
                "json" => $c->publish(json_decode($data, true)),
                "empty" => $c->publish(""),
                "event" => $c->publish($data, "chat"),
                "others" => $c->publish($data, except: $conn),
                "server" => $server->publish("news", $data, "e"),
                "once" => [$c->publish($data, id: "1"), $c->publish("again", id: "1")],
                "gone" => [$gone->isOpen(), $c->subscribe($gone), $c->has($gone), $c->unsubscribe($gone), $gone->channels(),
                    $c->publish("x", except: $gone), $server->presence("p")->join($gone, ["id" => 1]), $server->presence("p")->leave($gone), count($server->presence("p"))],
                "closing" => [$conn->close(), $c->subscribe($conn), $c->count()],
                "foreign" => $other->channel("news")->subscribe($conn),
            }));
        } catch (Throwable $e) {
            $conn->send(get_class($e) . ": " . $e->getMessage());
        }
    });
');
$first = $server->ws('/');
$first->close();
$a = $server->ws('/');
$b = $server->ws('/');
foreach (['count', 'has', 'unsubscribe', 'subscribe', 'subscribe', 'has', 'count', 'channels'] as $what) {
    echo "$what: ";
    $a->text($what);
    echo $a->message(), "\n";
}
$b->text('subscribe');
echo $b->message(), "\n";
foreach (['text hello', 'text é', 'binary x', 'json [1,2]', 'json {"a":null}', 'json 1.5', 'json "text"', 'json null', 'empty', 'event hey', 'others psst',
    'server all', 'once only'] as $what) {
    $a->text($what);
    echo "$what:";
    do {
        $frame = $a->read();
        echo ' ', $frame->opcode === 2 ? 'binary ' . bin2hex($frame->payload) : "'$frame->payload'";
    } while (!str_starts_with($frame->payload, '= '));
    $frame = $b->read();
    echo ' b: ', $frame->opcode === 2 ? 'binary ' . bin2hex($frame->payload) : "'$frame->payload'", "\n";
}
foreach (['gone', 'foreign'] as $what) {
    $b->text('unsubscribe');
    $b->message();
    $a->text('unsubscribe');
    $a->message();
    $a->text($what);
    echo "$what: ", $a->message(), "\n";
}
$a->text('closing');
echo $a->closeCode(), "\n";
$b->text('count');
echo $b->message(), "\n";
$server->stop();
?>
--EXPECT--
count: = [0,0,"news"]
has: = false
unsubscribe: = false
subscribe: = true
subscribe: = false
has: = true
count: = [1,1,"news"]
channels: = ["news"]
= true
text hello: 'hello' '= 2' b: 'hello'
text é: 'é' '= 2' b: 'é'
binary x: binary ff0078 '= 2' b: binary ff0078
json [1,2]: '[1,2]' '= 2' b: '[1,2]'
json {"a":null}: '{"a":null}' '= 2' b: '{"a":null}'
json 1.5: '1.5' '= 2' b: '1.5'
json "text": 'text' '= 2' b: 'text'
json null: 'null' '= 2' b: 'null'
empty: '' '= 2' b: ''
event hey: 'hey' '= 2' b: 'hey'
others psst: '= 1' b: 'psst'
server all: 'all' '= 2' b: 'all'
once only: 'only' '= [2,0]' b: 'only'
gone: = [false,false,false,false,[],0,false,false,0]
foreign: ValueError: Rtws\Channel::subscribe(): Argument #1 ($conn) must be a connection of the same server
1000
= [0,0,"news"]
