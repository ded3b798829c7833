--TEST--
Without onError and on('error') an exception is logged with its trace and its cause
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    function deep() { try { throw new LogicException("the cause"); } catch (LogicException $e) { throw new RuntimeException("the effect", 0, $e); } }
    $server->ws("/", onMessage: function ($c, $m) { delay(0); $c->send("still here"); deep(); });
');
$client = $server->ws();
foreach ([1, 2] as $i) {
    $client->text('');
    echo $client->message(), "\n";
}
unset($client);
$server->stop();
echo preg_match_all('/ error: uncaught in onMessage: LogicException: the cause in \S+:\d+\n +Stack trace:\n +#0 .* deep\(\)\n/', $server->err), ' ',
    preg_match_all('/^ +Next RuntimeException: the effect in /m', $server->err), ' ', preg_match_all('/^\d{4}-/m', $server->err) === preg_match_all('/^\S/m', $server->err) ? 'indented' : $server->err, "\n";
?>
--EXPECT--
still here
still here
2 2 indented
