--TEST--
run(): inside a handler, beside a running server and inside a Fiber it is an IllegalState
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/attempt.inc';

$server = TestServer::start('
    $run = function ($s) { try { $s->run(); return "ran"; } catch (Rtws\IllegalState $e) { return $e->getMessage(); } };
    echo $run2 = (new class { public $r; function go($run, $s) { $f = new Fiber(fn () => $run($s)); $f->start(); return $f->getReturn(); } })->go($run, $server), "\n";
    $server->http("GET", "/self", fn () => $run($server));
    $server->http("GET", "/other", fn () => $run(new RtServer("127.0.0.1", 0)));
    $server->every(0.01, function () use ($server, $run) { static $once; if (!$once) { $once = true; echo $run($server), "\n"; } });
');
echo $server->http('GET', '/self')->body, "\n", $server->http('GET', '/other')->body, "\n";
$server->await('/^A server/m');
$server->stop();
echo preg_replace('/^ready.*$/m', 'ready', $server->out);
?>
--EXPECT--
A server is already running in this process
A server is already running in this process
run() cannot be called inside a Fiber
ready
A server is already running in this process
