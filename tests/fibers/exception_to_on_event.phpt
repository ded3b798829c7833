--TEST--
Without an onError an exception goes to every on('error')
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c, $m) { if ($m === "late") { delay(0.001); } throw new RuntimeException($m); }, onClose: fn () => throw new Exception("close"));
    $server->http("GET", "/", fn () => throw new TypeError("route"));
    $server->after(0, fn () => throw new Exception("timer"));
    $server->on("error", fn (Throwable $e) => print "1 {$e->getMessage()}\n");
    $server->on("error", function (Throwable $e) { delay(0); echo "2 ", get_class($e), "\n"; });
');
$server->await('/^2/m');
$client = $server->ws();
$client->text('early');
$client->text('late');
$server->await('/late\n2/');
echo $server->http('GET', '/')->status, "\n";
$client->close();
$server->await('/close\n2/');
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out), implode(preg_grep('/ error: /', explode("\n", $server->err)));
?>
--EXPECT--
500
1 timer
2 Exception
1 early
2 RuntimeException
1 late
2 RuntimeException
1 route
2 TypeError
1 close
2 Exception
