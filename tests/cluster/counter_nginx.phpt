--TEST--
The counter on two servers of two workers behind nginx: bumps from everywhere at once, and every tab, also a late one, sees it rise to the last value
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (PHP_ZTS) die('skip not with ZTS');
require __DIR__ . '/../inc/redis.inc';
require __DIR__ . '/../inc/nginx.inc';
TestRedis::skipIfMissing();
TestNginx::skipIfMissing();
?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';
require __DIR__ . '/../inc/nginx.inc';
require __DIR__ . '/../inc/redis.inc';

const PROCESSES = 5;
const BUMPS = 20; // of each
const ALL = PROCESSES * BUMPS;
$redis = TestRedis::start();
$servers = array_map(fn () => TestServer::file(__DIR__ . '/../../examples/counter.php', ['0'],
    env: ['RTWS_REDIS' => "redis://127.0.0.1:$redis->port", 'RTWS_WORKERS' => '2']), [1, 2]);
foreach ($servers as $server) { // which are ready before their Redis is
    for ($i = 0; $i < 4; $i++) {
        eventually(fn () => $server->http('GET', '/api/counter')->status === 200) || print("no Redis\n");
    }
}
$nginx = TestNginx::before($servers[0]->port, $servers[1]->port);

/* What a tab sees, until it is the last value. */
$follow = function (WsClient $tab): array {
    for ($seen = []; count($seen) <= ALL + 1 && end($seen) !== ALL;) {
        $seen[] = json_decode((string) $tab->message())?->value;
    }
    return $seen;
};
$open = fn () => WsClient::open($nginx->port, '/ws/counter');
$tabs = $late = [];
for ($i = 0; $i < 8; $i++) {
    $tabs[] = $open();
}
$first = array_map(fn (WsClient $tab) => $tab->message(), $tabs);
echo implode(' ', array_unique($first)), "\n";

$bump = 'for ($i = 0; $i < ' . BUMPS . '; $i++) {
    $answer = file_get_contents("http://127.0.0.1:' . $nginx->port . '/api/counter/bump", false,
        stream_context_create(["http" => ["method" => "POST", "header" => "Content-Length: 0\r\nConnection: close\r\n", "timeout" => 30]]));
    echo json_decode($answer)->value, " ";
}';
$processes = $pipes = [];
for ($i = 0; $i < PROCESSES; $i++) {
    $processes[$i] = proc_open([PHP_BINARY, '-n', '-r', $bump], [['file', '/dev/null', 'r'], ['pipe', 'w'], STDERR], $pipes[$i]);
}
do { /* tabs that open meanwhile */
    $late[] = $open();
} while (count($late) < 100 && array_filter($processes, fn ($process) => proc_get_status($process)['running']));
$answers = array_map('intval', explode(' ', trim(implode('', array_map(fn ($pipe) => stream_get_contents($pipe[1]), $pipes)))));
sort($answers);
var_dump($answers === range(1, ALL));

foreach ($tabs as $tab) {
    $seen = $follow($tab);
    echo $seen === range(1, ALL) ? 'all' : 'not ' . implode(' ', $seen), ' ';
}
echo "\n";
foreach ($late as $i => $tab) { /* what is now, at once, and then all that follows */
    $seen = $follow($tab);
    if ($seen !== range($seen[0], ALL)) {
        echo 'late: ', implode(' ', $seen), "\n";
    }
}
$last = $open();
echo $last->message(), "\n";
$tabs = [...$tabs, ...$late, $last];
foreach ($servers as $server) {
    $now = json_decode($server->http('GET', '/api/counter')->body);
    echo $now->value, ' ', $now->tabs === count($tabs) ? 'in all tabs' : "in $now->tabs tabs", "\n";
}
$file = file_get_contents("http://127.0.0.1:$nginx->port/");
echo str_contains($file, '<title>Counter</title>') ? "page\n" : $file;
foreach ($tabs as $tab) { /* nothing came behind the last value */
    $tab->send(8, pack('n', 1000));
    if (($more = $tab->read())?->opcode !== 8) {
        echo "more: $more?->payload\n";
    }
}
$nginx->stop();
foreach ($servers as $server) {
    $server->stop();
    echo preg_match('/(error|Fatal|Uncaught).*/', $server->err, $match) ? $match[0] : 'clean', "\n";
}
?>
--EXPECT--
{"value":0}
bool(true)
all all all all all all all all 
{"value":100}
100 in all tabs
100 in all tabs
page
clean
clean
