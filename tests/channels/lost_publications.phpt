--TEST--
A handler that has 100,000 publications waiting loses what comes then, and the log says so
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->subscribe("news", function ($n) use (&$server) { if ($n === 1) { delay(0.05); } });
    $server->defer(function () use ($server) {
        for ($i = 1; $i <= 100002; $i++) {
            $server->publish("news", $i);
        }
    });
');
$server->awaitLog('/(lost a publication.*\n.*){1}/');
$server->stop();
echo preg_match('/lost a publication to "news": 100000 wait for the handler of "news" already$/m', $server->err, $m), "\n";
?>
--EXPECT--
1
