--TEST--
Signals of Revolt and React beside those of the server: each gets its own, and SIGTERM still stops the server
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('revolt/event-loop', 'react/event-loop');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    EventLoop::onSignal(10, function () { echo "revolt 10\n"; });
    Loop::addSignal(10, function () { echo "react 10\n"; });
    $id = EventLoop::onSignal(15, function ($id) { echo "revolt 15\n"; });
    $server->http("GET", "/ignore", function () use (&$id) { EventLoop::cancel($id); return ""; });
');
$server->signal(10);
$server->await('/^revolt 10$/m');
$server->await('/^react 10$/m');
$server->http('GET', '/ignore');
$server->signal(10);
var_dump($server->await('/(re\w+ 10\n.*){4}/s'));
$server->stop();

$server = vendor_server('EventLoop::onSignal(15, function ($id) { echo "told\n"; });');
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);

echo vendor_run('
    $server = new RtServer("127.0.0.1", 0, ["log" => "off"]);
    EventLoop::onSignal(15, function ($id) { echo "after the server\n"; EventLoop::cancel($id); });
    $server->after(0.001, fn () => $server->stop());
    $server->run();
    EventLoop::delay(0.001, function () { exec("kill -15 " . getmypid()); });
    EventLoop::run();
    echo "end\n";
');
?>
--EXPECTF--
bool(true)
told
ready %s
after the server
end
