--TEST--
delay(): an exception thrown into the sleeping Fiber ends the sleep, once
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/sleep", function () use (&$fiber) {
        $fiber = Fiber::getCurrent();
        try { delay(0.1); } catch (LogicException $e) { $said = $e->getMessage(); }
        delay(0.2);
        return $said;
    });
    $server->http("GET", "/throw", function () use (&$fiber) { $fiber->throw(new LogicException("woken")); return "thrown"; });
');
$client = new HttpClient($server->port);
$client->send('GET', '/sleep');
do {
    $answer = $server->http('GET', '/throw');
} while ($answer->status === 500);
echo $answer->body, "\n", $client->answer()->body, "\n";
unset($client);
$server->stop();
?>
--EXPECT--
thrown
woken
