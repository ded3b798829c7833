--TEST--
rtws.max_fibers: the limit from php.ini, and timers wait likewise
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $n = 0;
    for ($i = 0; $i < 6; $i++) {
        $server->after(0.001, function () use (&$n) { delay(0.02); echo ++$n, "\n"; });
    }
', '[]', ['rtws.max_fibers=1']);
$server->await('/^6$/m');
$server->stop();
echo str_replace("\n", ' ', preg_replace('/^ready.*\n/', '', $server->out)), "\n", preg_match_all('/all 1 fibers are suspended/', $server->err) > 0 ? 'warned' : 'no warning', "\n";
?>
--EXPECT--
1 2 3 4 5 6 
warned
