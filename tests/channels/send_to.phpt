--TEST--
RtServer::sendTo(): one connection by its id, all connections of a user; how many were reached; an id that has gone reaches nobody
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function (Connection $conn, string $m) use ($server) {
        [$what, $id, $data] = explode(" ", $m, 3) + [1 => "", 2 => ""];
        try {
            $conn->send(json_encode(match ($what) {
                "id" => $conn->id,
                "user" => [$conn->userId = $id, isset($conn->userId)],
                "null" => $conn->userId = null,
                "append" => $conn->userId .= $id,
                "reference" => (function () use ($conn, $id) { $r = &$conn->userId; $r = $id; return $conn->userId; })(),
                "unset" => (function () use ($conn) { unset($conn->userId); return isset($conn->userId); })(),
                "long" => $conn->userId = str_repeat("x", 256),
                "longest" => strlen($conn->userId = str_repeat("x", 255)),
                "send" => $server->sendTo($id, $data),
                "json" => $server->sendTo($id, ["to" => $id]),
                "binary" => $server->sendTo($id, "\xff\x00"),
                "none" => $server->sendTo("", "x"),
            }), );
        } catch (Throwable $e) {
            $conn->send(get_class($e) . ": " . $e->getMessage());
        }
    });
');
[$a, $b, $c] = [$server->ws('/'), $server->ws('/'), $server->ws('/')];
$ask = function (WsClient $ws, string $what) {
    $ws->text($what);
    return $ws->message();
};
$id = json_decode($ask($c, 'id'));
echo "nobody has it: {$ask($a, 'send ann x')}\n";
echo "assigned: {$ask($a, 'user ann')} {$ask($b, 'user ann')} {$ask($c, 'user bob')}\n";
echo "own one too: "; $a->text('send ann hello'); echo $a->message(), ' ', $a->message(), ' ', $b->message(), "\n";
echo "json: {$ask($a, 'json bob')} {$c->message()}\n";
echo "binary: {$ask($a, 'binary bob')} "; $frame = $c->read(); echo $frame->opcode, ' ', bin2hex($frame->payload), "\n";
echo "a connection: {$ask($a, "send $id direct")} {$c->message()}\n";
echo "another id: {$ask($a, 'send ' . substr($id, 0, -1) . '999 x')} {$ask($a, "send x$id x")} {$ask($a, "send $id- x")}\n";
echo "changed: {$ask($b, 'user bob')} {$ask($a, 'send ann x')}"; echo " {$a->message()} {$ask($a, 'send bob x')} {$b->message()} {$c->message()}\n";
echo "null: {$ask($b, 'null')} {$ask($a, 'send bob y')} {$c->message()}\n";
echo "append: {$ask($c, 'append by')} {$ask($a, 'send bob y')} {$ask($a, 'send bobby y')} {$c->message()}\n";
echo "reference: {$ask($b, 'reference eve')} {$ask($a, 'send eve y')}\n";
echo "unset: {$ask($c, 'unset')} {$ask($a, 'send bobby y')}\n";
echo "longest: {$ask($b, 'longest')} {$ask($b, 'long')}\n", $ask($b, 'none'), "\n";
echo "looks like a connection: {$ask($b, "user $id")} "; $c->close(); do { $ask($a, "send $id z"); } while (($m = $b->message(0.05)) === null); echo "$m\n";
$b->close();
do { $n = $ask($a, "send $id z"); } while ($n !== '0');
echo "gone: $n\n";
$server->stop();
?>
--EXPECTF--
nobody has it: 0
assigned: ["ann",true] ["ann",true] ["bob",true]
own one too: hello 2 hello
json: 1 {"to":"bob"}
binary: 1 2 ff00
a connection: 1 direct
another id: 0 0 0
changed: ["bob",true] x 1 2 x x
null: null 1 y
append: "bobby" 0 1 y
reference: Error: Cannot take a reference to Rtws\Connection::$userId 0
unset: false 0
longest: 255 ValueError: Rtws\Connection::$userId must be at most 255 bytes, 256 given
ValueError: Rtws\RtServer::sendTo(): Argument #1 ($connectionOrUserId) must be the id of a connection or of a user, 1 to 255 bytes, 0 bytes given
looks like a connection: ["%s",true] z
gone: 0
