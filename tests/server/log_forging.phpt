--TEST--
The log: what clients send cannot pass for an entry of its own
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: fn ($c, $m) => throw new Exception($m));
');
$client = $server->ws();
$client->text("innocent\n2026-01-01 00:00:00 error: forged\r\n2026-01-01 00:00:00 error: forged\x1b[2J\x07");
var_dump($server->awaitLog('/^ +#0 /m'));
unset($client);
$server->stop();
$lines = preg_grep('/forged/', explode("\n", $server->err));
var_dump(count($lines), preg_grep('/^    /', $lines, PREG_GREP_INVERT), preg_match('/[\x00-\x08\x0b-\x1f\x7f]/', $server->err));
?>
--EXPECT--
bool(true)
int(2)
array(0) {
}
int(0)
