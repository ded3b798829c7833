--TEST--
The option concurrent: messages of one connection are handled beside each other, onClose after onOpen
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c, $m) {
        static $running = 0, $most = 0;
        $most = max($most, ++$running);
        delay((float) $m);
        $running--;
        $c->send("$m $most");
    }, options: ["concurrent" => true]);
');
$client = $server->ws();
foreach (['0.3', '0.15', '0'] as $message) {
    $client->text($message);
}
echo $client->message(), "\n", $client->message(), "\n", $client->message(), "\n";
unset($client);
$server->stop();
?>
--EXPECT--
0 3
0.15 3
0.3 3
