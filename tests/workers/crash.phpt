--TEST--
workers: one that ends, whatever the way, is replaced, and harms nobody but its own clients
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

/* a build with the sanitizer ends by the signal, too */
putenv('ASAN_OPTIONS=' . getenv('ASAN_OPTIONS') . ':handle_segv=0');

$server = TestServer::start(WHERE . '
    $server->ws("/do", onOpen: fn ($c) => $c->send((string) $server->workerId), onMessage: function ($c, $how) {
        match ($how) {
            "exit" => exit(7),
            "kill" => exec("kill -9 " . getmypid()),
            "segv" => exec("kill -11 " . getmypid()),
        };
    });
', '["workers" => 2]');
$bystander = wsIn($server, 0);
foreach (['exit' => 'ended with status 7', 'kill' => 'was killed by signal 9 \(', 'segv' => 'was killed by signal 11 \('] as $how => $said) {
    $victim = wsIn($server, 1, '/do');
    $victim->text($how);
    echo $how, ' ', $victim->closeCode() ?? 'cut', ' ';
    var_dump($server->awaitLog("/error: worker 1 \(pid \d+\) $said.*: starting another one/"));
    $bystander->text('still here');
    echo $bystander->message(), ', ';
    $again = wsIn($server, 1);
    $again->text('back');
    echo $again->message(), "\n";
}
$server->stop();
?>
--EXPECT--
exit 1001 bool(true)
still here, back
kill cut bool(true)
still here, back
segv cut bool(true)
still here, back
