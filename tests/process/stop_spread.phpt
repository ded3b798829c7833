--TEST--
stop(): many clients all get 1001, and run() ends as soon as they have gone
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('$server->ws("/", onClose: function () use (&$n) { $n++; }); $server->on("stop", function () use (&$n) { echo "$n closed\n"; });');
$clients = [];
for ($i = 0; $i < 300; $i++) {
    $clients[] = $server->ws();
}
$start = microtime(true);
$server->signal(SIGTERM_NUMBER);
$codes = [];
foreach ($clients as $client) {
    $code = $client->closeCode();
    $codes[$code ?? 'none'] = ($codes[$code ?? 'none'] ?? 0) + 1;
    $client->send(WsClient::CLOSE, pack('n', 1001));
    $client->socket->close();
}
var_dump($server->wait(), microtime(true) - $start < patience(8), $codes);
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
int(0)
bool(true)
array(1) {
  [1001]=>
  int(300)
}
300 closed
