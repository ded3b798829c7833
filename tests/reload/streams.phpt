--TEST--
SIGUSR2: event streams end, and go on with the new version; a download that has begun is completed
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (getenv('RTWS_TEST_VALGRIND')) die('skip the new program would not run under valgrind'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/reload.inc';

$versions = new Versions();
$more = '$server->sse("/events", "news");
    $server->http("GET", "/download", function () {
        for ($i = 0; $i < 20; $i++) {
            yield "$i ";
            delay(0.05);
        }
    });
    $server->http("GET", "/slow", function () { delay(0.5); return "slow"; });';
$versions->put('v1', more: $more);
$server = TestServer::file($versions->path);
$events = $server->connect();
$events->send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
$events->until("retry: 3000\n\n");
$download = $server->connect();
$download->send("GET /download HTTP/1.0\r\nHost: a\r\n\r\n");
$download->until('0 1 ');
$slow = $server->connect();
$slow->send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
$fresh = $server->connect(); /* accepted by the old one, and silent */
$server->http('GET', '/'); /* all of them have been seen */
$versions->put('v2', more: $more);
var_dump(reload($server));
$fresh->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
var_dump(str_ends_with($fresh->rest() ?? '', "\r\n\r\nv1"));
var_dump($events->rest() !== null);
echo trim($download->rest() ?? 'cut'), "\n";
var_dump(str_ends_with($slow->rest() ?? '', "\r\n\r\nslow"));
tell_process($server->main, SIGTERM_NUMBER);
var_dump($server->wait());
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19
bool(true)
int(0)
