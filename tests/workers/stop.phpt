--TEST--
workers: stop() in a handler ends the whole server, SIGTERM to one worker only that one
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$server = TestServer::start(WHO . WHERE . '
    $server->http("GET", "/stop", function () use ($server) { $server->stop(); return "stopping"; });
', '["workers" => 2]');
[$a, $b] = [wsIn($server, 0), wsIn($server, 1)];
do {
    $who = who($server);
} while ($who->worker !== 1);
tell_process($who->pid, SIGTERM_NUMBER);
var_dump($b->closeCode(), $server->awaitLog('/info: worker 1 \(pid \d+\) ended with status 0: starting another one$/m'));
$b = wsIn($server, 1);
$a->text('there');
echo $a->message(), "\n";
echo $server->http('GET', '/stop')->body, "\n";
var_dump($a->closeCode(), $b->closeCode(), $server->wait());
?>
--EXPECT--
int(1001)
bool(true)
there
stopping
int(1001)
int(1001)
int(0)
