--TEST--
Every answer has a Date, of now and in English
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('setlocale(LC_ALL, ["de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"]); $server->http("GET", "/", fn () => "");');
foreach (['/', '/none'] as $path) {
    $date = $server->http('GET', $path)->headers['date'];
    var_dump(preg_match('/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/', $date),
        abs(strtotime($date) - time()) < 60);
}
$server->stop();
?>
--EXPECT--
int(1)
bool(true)
int(1)
bool(true)
