--TEST--
bufferedBytes(): what waits for a client that reads nothing, 0 when it has taken it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c, $m) {
        if ($m === "fill") {
            while ($c->bufferedBytes() === 0) { $c->send(str_repeat("x", 100000)); delay(0); }
            echo "filled\n";
        } else {
            while ($c->bufferedBytes() > 0) { delay(0.001); }
            $c->send("taken");
        }
    }, options: ["send_queue" => 64 << 20, "concurrent" => true]);
');
$client = $server->ws();
$client->text('fill');
var_dump($server->await('/^filled/m'));
$client->text('empty');
do {
    $message = $client->message();
} while ($message !== null && $message !== 'taken');
var_dump($message);
unset($client);
$server->stop();
?>
--EXPECT--
bool(true)
string(5) "taken"
