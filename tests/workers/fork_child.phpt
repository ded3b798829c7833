--TEST--
workers: children that handlers fork may end in any way, in the master and in a worker
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (PHP_ZTS) die('skip not with ZTS');
if (!function_exists('pcntl_fork')) die('skip needs pcntl');
if (getenv('RTWS_TEST_VALGRIND')) die('skip the child ends with the memory of its parent');
?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$path = sys_get_temp_dir() . '/rtws-fork-' . getmypid() . '.sock';
$server = TestServer::script('<?php
    $server = new Rtws\RtServer("unix://' . $path . '", options: ["workers" => 2]);
    function fork(): int {
        $pid = pcntl_fork();
        if ($pid === 0) {
            exit(3);
        }
        pcntl_waitpid($pid, $status);
        return pcntl_wexitstatus($status);
    }
    $server->on("start", fn () => print "child of the master: " . fork() . "\n");
    $server->on("stop", fn () => print "at the end: " . fork() . "\n");
    $server->ws("/id", onOpen: fn ($c) => $c->send((string) $server->workerId), onMessage: fn ($c) => $c->send((string) fork()));
    $server->run();
    echo "after run()\n";
');
$client = wsIn($server, 1);
for ($i = 0; $i < 3; $i++) {
    $client->text('fork');
    echo $client->message(), "\n";
}
var_dump(file_exists($path));
$server->stop();
echo preg_replace('/^ready .*\n/m', '', $server->out);
var_dump(str_contains($server->err, 'error'), file_exists($path));
?>
--EXPECT--
3
3
3
bool(true)
child of the master: 3
at the end: 3
after run()
bool(false)
bool(false)
