--TEST--
After run() the signals do what they did before it
--EXTENSIONS--
rtws
pcntl
--FILE--
<?php
foreach ([SIGTERM, SIGINT] as $signal) {
    pcntl_signal($signal, fn ($signo) => print "mine $signo\n");
}
pcntl_async_signals(true);
$server = new Rtws\RtServer('127.0.0.1', 0, ['log' => 'off']);
function kill(int $signo): void
{
    exec("kill -$signo " . getmypid());
}
$server->after(0.01, fn () => kill(SIGTERM));
$server->run();
echo "after run\n";
kill(SIGTERM);
kill(SIGINT);
?>
--EXPECTF--
ready %s
after run
mine 15
mine 2
