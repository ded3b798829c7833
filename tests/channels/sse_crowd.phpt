--TEST--
sse(): thousands of streams get each event; curl reads one as well; a slow one is cut and harms nobody
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (trim((string) shell_exec('command -v curl')) === '') {
    die('skip needs curl');
}
?>
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

const STREAMS = 900;
$server = TestServer::start('
    $server->sse("/events", "all", ["send_queue" => 200000, "keep_alive" => 0]);
    $server->http("GET", "/publish/{n}", fn (Request $r) => ["reached" => $server->publish("all", str_repeat("x", (int) $r->params["n"]))]);
    $server->http("GET", "/streams", fn () => ["streams" => $server->stats()["event_streams"]]);
');
$streams = fn () => json_decode($server->http('GET', '/streams')->body)->streams;
/* select() takes no more than a thousand in one process; begun first, as children inherit sockets */
$others = [];
foreach ([1, 2] as $i) {
    $code = 'require ' . var_export(__DIR__ . '/../inc/channels.inc', true) . '; $s = [];
        for ($i = 0; $i < ' . STREAMS . '; $i++) { $s[$i] = new TestSocket(' . $server->port . ');
            $s[$i]->send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"); $s[$i]->until("retry: 3000\n\n"); }
        echo "ready\n"; $n = 0; foreach ($s as $one) { $n += $one->until("\n\n") === "data: xxxxx\n\n"; } echo "$n\n";';
    $others[$i] = proc_open([PHP_BINARY, '-n', '-r', $code], [1 => ['pipe', 'w']], $ends[$i]);
}
$sockets = [];
for ($i = 0; $i < STREAMS; $i++) {
    $sockets[$i] = new TestSocket($server->port);
    $sockets[$i]->send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
}
foreach ($sockets as $socket) {
    $socket->until("retry: 3000\n\n");
}
foreach ($ends as $end) {
    fgets($end[1]);
}
$curl = proc_open(['curl', '-sN', "http://127.0.0.1:$server->port/events"], [1 => ['pipe', 'w']], $pipes);
while ($streams() <= 3 * STREAMS) {
}
echo $server->http('GET', '/publish/5')->body, "\n";
$right = 0;
foreach ($sockets as $socket) {
    $right += $socket->until("\n\n") === "data: xxxxx\n\n";
}
foreach ($ends as $i => $end) {
    $right += (int) fgets($end[1]);
    proc_close($others[$i]);
}
echo "$right\n", fgets($pipes[1]), fgets($pipes[1]), fgets($pipes[1]);
proc_terminate($curl);
proc_close($curl);

/* all but one hang up; that one reads nothing */
for ($i = 1; $i < STREAMS; $i++) {
    $sockets[$i]->close();
}
while ($streams() > 1) {
}
do {
    $server->http('GET', '/publish/100000');
} while ($streams() > 0);
echo "cut\n", $server->http('GET', '/publish/1')->body, "\n";
$server->stop();
?>
--EXPECT--
{"reached":2701}
2700
retry: 3000

data: xxxxx
cut
{"reached":0}
