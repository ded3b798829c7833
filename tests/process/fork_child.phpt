--TEST--
A child that a handler forks may end in any way: the server, its clients and its Unix socket stay
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (!function_exists('pcntl_fork')) {
    die('skip needs pcntl');
}
if (getenv('RTWS_TEST_VALGRIND')) {
    die('skip the child ends with the memory of its parent');
}
?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->every(60, fn () => 0);
    $server->ws("/", onMessage: function (Connection $c, string $how) use ($server) {
        if ($how === "echo") {
            return $c->send($how);
        }
        $pid = pcntl_fork();
        if ($pid === 0) {
            match ($how) {
                "exit" => exit(3),
                "throw" => throw new Error("of the child"),
                "fatal" => no_such_function_at_all(),
                "return" => 0,
            };
            return;
        }
        pcntl_waitpid($pid, $status);
        $c->send("$how done");
    });
');
$client = $server->ws();
$other = $server->ws();
foreach (['exit', 'return', 'throw', 'fatal'] as $how) {
    $client->text($how);
    echo $client->message(), "\n";
    foreach ([$other, $client, $server->ws()] as $each) {
        $each->text('echo');
        echo $each->message(), "\n";
    }
}
ob_start();
$server->stop();
ob_end_clean();
echo substr_count($server->err, 'SIGTERM, stopping'), ' ', substr_count($server->err, 'has to exit()'), "\n";
?>
--EXPECT--
exit done
echo
echo
echo
return done
echo
echo
echo
throw done
echo
echo
echo
fatal done
echo
echo
echo
1 3
