--TEST--
A second signal ends at once, although a client does not answer and a handler sleeps
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c) { echo "sleeping\n"; try { delay(60); } finally { echo "unwound\n"; } }, onClose: fn ($c, $code) => print "close $code\n");
    $server->on("stop", fn () => print "stop handler\n");
');
$deaf = $server->ws();
$deaf->text('sleep');
$server->await('/^sleeping/m');
$start = microtime(true);
$server->signal(SIGTERM_NUMBER);
$server->awaitLog('/SIGTERM, stopping/');
$server->signal(SIGINT_NUMBER);
var_dump($server->wait(), microtime(true) - $start < patience(3.5));
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
int(0)
bool(true)
sleeping
stop handler
unwound
