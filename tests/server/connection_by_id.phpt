--TEST--
connection(): by id while it is open, else null
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c, $m) use ($server, &$id) {
        $id = $c->id;
        $c->send(var_export($server->connection($c->id) === $c, true));
    });
    $server->http("GET", "/", function () use ($server, &$id) {
        $last = strrpos($id, "-");
        $wrong = ["", "-", "x", $id . " ", $id . "0", " " . $id, "x" . $id, substr($id, 0, $last), substr($id, $last),
            substr($id, 0, $last + 1) . "0" . substr($id, $last + 1), strtoupper($id) . "a", "1", str_repeat("9", 100)];
        return [$server->connection($id) !== null, array_filter(array_map($server->connection(...), $wrong))];
    });
');
$client = $server->ws();
$client->text('me');
echo $client->message(), "\n";
echo $server->http('GET', '/')->body, "\n";
$client->close();
$client->socket->rest();
echo $server->http('GET', '/')->body, "\n";
$server->stop();
?>
--EXPECT--
true
[true,[]]
[false,[]]
