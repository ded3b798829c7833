--TEST--
Connection::close() throws a ValueError for codes and reasons that may not be sent, and the connection lives on
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", onMessage: function (Connection $c, string $m, bool $binary) {
    try {
        $binary ? $c->close(1000, $m) : $c->close((int) $m);
        $c->send("closed");
    } catch (\ValueError $e) {
        $c->send($e->getMessage());
    }
}, ' . TELL_END . ');');
$client = $server->ws('/?tag=x');
foreach ([-1, 0, 1, 999, 1004, 1005, 1006, 1010, 1015, 1016, 2999, 5000, 65535, 65536, 66536] as $code) {
    $client->text("$code");
    $answer = $client->message();
    if (!str_ends_with($answer ?? 'closed', ", $code given")) {
        echo "$code: ", var_export($answer, true), "\n";
    }
}
echo $answer, "\n";
foreach ([str_repeat('x', 124), "\xff", "cut \xe2\x82"] as $reason) {
    $client->binary($reason);
    echo $client->message(), "\n";
}
$client->text('4000');
echo $client->closeCode(), "\n";
$client->send(WsClient::CLOSE, pack('n', 4000));
echo ending($server, 'x'), "\n";
$server->stop();
?>
--EXPECT--
Rtws\Connection::close(): Argument #1 ($code) must be a close code that a server may send (1000 to 1003, 1007 to 1009, 1011 to 1014, 3000 to 4999), 66536 given
Rtws\Connection::close(): Argument #2 ($reason) must be at most 123 bytes, 124 given
Rtws\Connection::close(): Argument #2 ($reason) must be UTF-8
Rtws\Connection::close(): Argument #2 ($reason) must be UTF-8
4000
4000
