--TEST--
watchdog: pcntl's signal handlers run beside it, and a child of pcntl_fork() ends without it
--EXTENSIONS--
rtws
pcntl
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

const SIGUSR1_NUMBER = 10;

$server = TestServer::start('
    pcntl_async_signals(true);
    pcntl_signal(SIGUSR1, function () use (&$signals) { $signals++; });
    $server->ws("/", onMessage: function ($c, $m) use (&$signals) {
        if ($m === "loop") {
            echo "looping\n";
            for ($end = microtime(true) + 10; microtime(true) < $end && $signals === null;) {
            }
            for ($end = microtime(true) + 0.5; microtime(true) < $end;) {
            }
            $c->send("$signals signal");
            return;
        }
        $pid = pcntl_fork();
        if ($pid === 0) {
            exit(7);
        }
        pcntl_waitpid($pid, $status);
        echo "child ", pcntl_wexitstatus($status), "\n";
        exit(3);
    });
', '["watchdog" => 0.1, "limits" => ["max_handler_time" => 60]]');
$client = $server->ws();
$client->text('loop');
$server->await('/looping/');
$server->signal(SIGUSR1_NUMBER);
echo $client->message(), "\n";
$client->text('fork');
var_dump($server->wait());
echo preg_replace('/^ready.*\n/', '', $server->out);
var_dump(substr_count($server->err, '{closure') >= 1 ?: $server->err);
?>
--EXPECT--
1 signal
int(3)
looping
child 7
bool(true)
