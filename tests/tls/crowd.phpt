--TEST--
option tls: 200 connections at once
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('
    $server->ws("/", onMessage: function (Connection $c, string $m) use ($server) {
        if ($m === "all") {
            foreach ($server->connections() as $other) { $other->send(str_repeat("to all ", 3000)); }
        } else { $c->send($m); }
    });', $certs->options());
$clients = [];
for ($i = 0; $i < 200; $i++) {
    $clients[] = tlsWs($server);
}
foreach ($clients as $i => $client) {
    $client->text("client $i");
}
foreach ($clients as $i => $client) {
    Checks::is("client $i", "client $i", $client->message());
}
$clients[0]->text('all');
foreach ($clients as $i => $client) {
    Checks::is("to all, $i", str_repeat('to all ', 3000), $client->message());
    $client->send(WsClient::CLOSE, "\x03\xe8");
}
foreach ($clients as $i => $client) {
    Checks::is("the end, $i", 1000, $client->closeCode());
}
unset($clients, $client);
$server->stop();
Checks::is('nothing is wrong in the log', 0, preg_match('/error|warning/', $server->err));
Checks::done();
?>
--EXPECT--
601 checks, 0 failed
