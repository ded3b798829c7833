--TEST--
Ratchet: close frames are answered as Ratchet 0.4.4 answers them; reasons are our own
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';

$server = ratchetServer('
    class Closing extends Told {
        function onMessage(ConnectionInterface $from, $msg) {
            match ($msg) {
                "close" => $from->close(),
                "4001" => $from->close(4001),
                "frame" => $from->close(new Frame(pack("n", 4002) . "because", true, Frame::OP_CLOSE)),
                "sent" => $from->send(new Frame(pack("n", 4003), true, Frame::OP_CLOSE)),
                "twice" => var_dump($from->close(4004), $from->close(4005), $from->send("late") === $from),
                "last" => $from->send("last")->close(),
                "401" => $from->close(401),
            };
        }
    }
    $app = new App("localhost", 0);
    $app->route("/", new Closing, ["*"]);
    $app->run();
');
/** What the server answers to these bytes, without our sending more. */
$words = static function (string $bytes) use ($server): string {
    $client = $server->ws('/');
    $client->socket->send($bytes);
    return lastWords($client);
};
$close = static fn (int $code, string $reason = '') => WsClient::frame(WsClient::CLOSE, pack('n', $code) . $reason);
Checks::is('1000 bye', '1000', explode(' ', $words($close(1000, 'bye')))[0]);
foreach ([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999, /* T-22: assigned since */ 1012, 1013, 1014] as $code) {
    Checks::is("$code", "$code", $words($close($code)));
}
$begins = static function (string $what, int $code, string $bytes) use ($words): void {
    $said = $words($bytes);
    Checks::true("$what: $said", str_starts_with($said, "$code") && !str_contains($said, 'open') && !str_contains($said, 'reset'));
};
foreach ([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000] as $code) {
    $begins("$code", 1002, $close($code));
}
/* Ratchet: 1000 */
Checks::is('without payload', '1005', $words(WsClient::frame(WsClient::CLOSE, '')));
$begins('1 byte', 1002, WsClient::frame(WsClient::CLOSE, 'x'));
$begins('reason not UTF-8', 1007, $close(1000, "\xff"));
$begins('text not UTF-8', 1007, WsClient::frame(WsClient::TEXT, "\xff"));
$begins('unmasked', 1002, WsClient::frame(WsClient::TEXT, 'x', mask: false));
$begins('reserved opcode', 1002, WsClient::frame(3, 'x'));
$begins('RSV1', 1002, WsClient::frame(WsClient::TEXT, 'x', rsv: 4));
$begins('ping of 126 bytes', 1002, WsClient::frame(WsClient::PING, str_repeat('x', 126)));
$begins('ping in fragments', 1002, WsClient::frame(WsClient::PING, 'x', false));
$begins('continuation of nothing', 1002, WsClient::frame(WsClient::CONTINUATION, 'x'));
$begins('text within a message', 1002, WsClient::frame(WsClient::TEXT, 'x', false) . WsClient::frame(WsClient::TEXT, 'y'));
/* by the server: the end of the connection comes without our Close */
foreach (['close' => '1000', '4001' => '4001', 'frame' => '4002 because', 'sent' => '4003', 'twice' => '4004', 'last' => '1000', '401' => '1000'] as $text => $said) {
    Checks::is("close by $text", $said, $words(WsClient::frame(WsClient::TEXT, $text)));
}
Checks::done();
$server->stop();
echo preg_replace('/^(?!NULL|bool|.*Warning).*\n/m', '', $server->out);
echo substr_count($server->out, "open\n") - substr_count($server->out, "close\n"), "\n";
?>
--EXPECTF--
42 checks, 0 failed
NULL
NULL
bool(true)
Warning: Rtws\Ratchet\Connection::close(): 401 is no close code that a server may send (1000 to 1003, 1007 to 1009, 1011 to 1014, 3000 to 4999); 1000 is sent in %s on line %d
0
