--TEST--
Connection: when the client has gone the object is valid, and only refuses
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $check = fn (Connection $c) => json_encode([$c->isOpen(), $c->send("x"), $c->send(["x"]), $c->sendBinary("x"), $c->ping(), $c->close(), $c->close(3000, "x"),
        $c->bufferedBytes(), $c->latency(), $c->pause(), $c->resume(), $c->id !== "", $c->resourceId > 0, $c->remoteAddress, $c->request()->path, $c->data]);
    $server->ws("/",
        onOpen: function ($c) { $c->data = "mine"; },
        onClose: function ($c) use (&$kept, $check) { $kept = $c; echo "in onClose  ", $check($c), "\n"; });
    $server->http("GET", "/", function () use (&$kept, $check) { return "afterwards  " . $check($kept); });
    $server->on("stop", function () use (&$kept, $check) { echo "in stop     ", $check($kept), "\n"; });
');
$client = $server->ws();
$client->close();
$server->await('/onClose.*\n/');
echo $server->http('GET', '/')->body, "\n";
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
afterwards  [false,false,false,false,false,null,null,0,null,null,null,true,true,"127.0.0.1","\/","mine"]
in onClose  [false,false,false,false,false,null,null,0,null,null,null,true,true,"127.0.0.1","\/","mine"]
in stop     [false,false,false,false,false,null,null,0,null,null,null,true,true,"127.0.0.1","\/","mine"]
