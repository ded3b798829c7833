--TEST--
Connection: dynamic properties, $data and $userId stay with it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/",
        onOpen: function ($c) {
            echo json_encode([$c->data, $c->userId, isset($c->name)]), "\n";
            $c->name = "anna"; $c->list = [1]; $c->data = ["x" => 1]; $c->userId = "u7";
        },
        onMessage: function ($c, $m) {
            $c->list[] = $m; $c->data["y"] = $m; $c->count ??= 0; $c->count++;
            echo json_encode([$c->name, $c->list, $c->data, $c->userId, isset($c->name), isset($c->other), $c->count]), "\n";
            unset($c->name); $c->data = null; $c->userId = null;
        },
        onClose: function ($c) {
            echo json_encode([isset($c->name), $c->list, $c->data, $c->userId, $c->count, property_exists($c, "list")]), "\n";
            foreach ([fn () => $c->userId = [], fn () => $c->none, fn () => $c->userId = 5] as $try) {
                try { var_dump(@$try()); } catch (TypeError $e) { echo $e->getMessage(), "\n"; }
            }
        });
    $server->http("GET", "/other", fn () => array_map(fn ($c) => isset($c->list), array_values($server->connections())));
');
$client = $server->ws();
$client->text('m');
$client->close();
$server->await('/"7"|string\(1\) "5"/');
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
[null,null,false]
["anna",[1,"m"],{"x":1,"y":"m"},"u7",true,false,1]
[false,[1,"m"],null,null,1,true]
Cannot assign array to property Rtws\Connection::$userId of type ?string
NULL
string(1) "5"
