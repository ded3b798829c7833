--TEST--
SIGUSR2: clients that come and go all the time see no error, in a reload that fails and one that does not
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (getenv('RTWS_TEST_VALGRIND')) die('skip the new program would not run under valgrind'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/reload.inc';

$path = sys_get_temp_dir() . '/rtws-storm-' . getmypid() . '.sock';
$cases = [
    'one process' => ['[]', '[]'],
    'two workers' => ['["workers" => 2]', '["workers" => 2]'],
    'more workers' => ['["workers" => 1]', '["workers" => 3]'],
    'fewer workers' => ['["workers" => 3]', '["workers" => 2]'],
    'Unix socket' => ['["workers" => 2]', '["workers" => 2]', "\"unix://$path\""],
];
foreach ($cases as $name => $case) {
    [$before, $after] = PHP_ZTS ? ['[]', '[]'] : $case; /* which has no workers */
    $host = $case[2] ?? '"127.0.0.1", 0';
    $versions = new Versions();
    $versions->put('v1', $before, host: $host);
    $server = TestServer::file($versions->path);
    $storm = new Storm($server->address ?: "127.0.0.1:$server->port", 2);
    $versions->write('<?php throw new Exception("bad");');
    $bad = reload($server);
    $versions->put('v2', $after, host: $host);
    $good = reload($server);
    eventually(fn () => str_contains(file_get_contents("/proc/$server->pid/status") ?: '', 'Z (zombie)'), 15);
    $result = $storm->end();
    $last = $server->http('GET', '/')->body;
    tell_process($server->main, SIGTERM_NUMBER);
    $status = $server->wait();
    echo "$name: ", json_encode([$bad, $good, $last, $status, array_slice($result['errors'], 0, 5)]), "\n";
    if (min($result['answers']['v1'] ?? 0, $result['answers']['v2'] ?? 0, $result['count']['ws']) < 5) {
        echo json_encode($result), "\n";
    }
}
var_dump(file_exists($path));
?>
--EXPECT--
one process: [false,true,"v2",0,[]]
two workers: [false,true,"v2",0,[]]
more workers: [false,true,"v2",0,[]]
fewer workers: [false,true,"v2",0,[]]
Unix socket: [false,true,"v2",0,[]]
bool(false)
