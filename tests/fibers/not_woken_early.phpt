--TEST--
delay(): a Fiber that somebody else resumes sleeps on to its time
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/sleep", function () use (&$fiber) {
        $fiber = Fiber::getCurrent();
        $start = microtime(true);
        delay(0.2);
        return microtime(true) - $start >= 0.19 ? "in time" : "early";
    });
    $server->http("GET", "/resume", function () use (&$fiber) { $fiber->resume(); $fiber->resume(5); return "resumed"; });
');
$client = new HttpClient($server->port);
$client->send('GET', '/sleep');
do {
    $answer = $server->http('GET', '/resume');
} while ($answer->status === 500);
echo $answer->body, "\n", $client->answer()->body, "\n";
unset($client);
$server->stop();
?>
--EXPECT--
resumed
in time
