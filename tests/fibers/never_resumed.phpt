--TEST--
A handler that nobody can resume is collected, and its finally block runs
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/lost", function () { try { Fiber::suspend(); } finally { echo "unwound\n"; } });
    $server->http("GET", "/collect", function () { gc_collect_cycles(); return "collected"; });
');
$client = new HttpClient($server->port);
$client->send('GET', '/lost');
for ($i = 0; $i < 3; $i++) {
    $server->http('GET', '/collect');
}
$answer = $client->answer();
echo $answer?->status, "\n";
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
500
unwound
