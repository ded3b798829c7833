--TEST--
The options given are copied: changing the array or its references later changes nothing
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/", function () { return "fine"; });
', '(function () use (&$limits) { $limits = ["body" => 10]; $options = ["limits" => &$limits, "log" => "off"]; return $options; })()');
echo $server->http('GET', '/')->body, "\n";
echo $server->http('POST', '/', [], str_repeat('x', 11))->status, "\n";
$server->stop();
?>
--EXPECT--
fine
413
