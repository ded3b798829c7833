--TEST--
close(): codes and reasons that may not be sent are ValueErrors and close nothing
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c, $m) {
        foreach ([PHP_INT_MIN, -1, 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 66536, PHP_INT_MAX] as $code) {
            try { $c->close($code); $c->send("$code was taken"); } catch (ValueError $e) {}
        }
        foreach ([fn () => $c->close(999), fn () => $c->close(1000, str_repeat("x", 124)), fn () => $c->close(1000, "\xff"), fn () => $c->close("x")] as $try) {
            try { $try(); $c->send("taken"); } catch (ValueError|TypeError $e) { $c->send($e->getMessage()); }
        }
        $c->close(4999, str_repeat("é", 61) . "x");
        foreach ([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014, 3000, 4999] as $code) { $c->close($code); }
    });
');
$client = $server->ws();
$client->text('');
while (($frame = $client->read(3)) !== null && $frame->opcode === WsClient::TEXT) {
    echo $frame->payload, "\n";
}
var_dump($frame?->code(), $frame?->reason() === str_repeat('é', 61) . 'x');
unset($client);
$server->stop();
echo $server->err === '' ? '' : implode(preg_grep('/ error: /', explode("\n", $server->err)));
?>
--EXPECT--
Rtws\Connection::close(): Argument #1 ($code) must be a close code that a server may send (1000 to 1003, 1007 to 1009, 1011 to 1014, 3000 to 4999), 999 given
Rtws\Connection::close(): Argument #2 ($reason) must be at most 123 bytes, 124 given
Rtws\Connection::close(): Argument #2 ($reason) must be UTF-8
Rtws\Connection::close(): Argument #1 ($code) must be of type int, string given
int(4999)
bool(true)
