--TEST--
delay(): suspends only the handler that calls it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $go = false;
    $server->ws("/", onMessage: function ($c, $m) use (&$go) {
        if ($m === "wait") { while (!$go) { delay(0.002); } }
        $go = $go || $m === "go";
        $c->send($m);
    });
');
$waiting = $server->ws();
$waiting->text('wait');
$other = $server->ws();
$other->text('other');
echo $other->message(), "\n";
var_dump($waiting->socket->isSilent(0.05));
$other->text('go');
echo $other->message(), "\n", $waiting->message(), "\n";
unset($waiting, $other);
$server->stop();
?>
--EXPECT--
other
bool(true)
go
wait
