--TEST--
Ratchet: IoServer, made by its factory or of loop and socket, serves any path
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';

$ways = [
    'factory' => '
        $server = IoServer::factory(new HttpServer(new WsServer(new Told)), 0, "127.0.0.1");
        $server->loop->addTimer(0.01, fn () => print("tick\n"));
        $server->run();',
    'loop and socket' => '
        $loop = React\EventLoop\Factory::create();
        $socket = new React\Socket\Server("127.0.0.1:0", $loop);
        $server = new IoServer(new HttpServer(new WsServer(new Told)), $socket, $loop);
        $loop->addPeriodicTimer(0.01, fn () => print("tick\n"));
        $loop->run();',
    'socket' => '
        $server = new IoServer(new HttpServer(new WsServer(new Told)), new React\Socket\SocketServer("127.0.0.1:0"));
        Loop::addTimer(0.01, fn () => print("tick\n"));
        $server->run();',
    'a component that is there first, with a timer' => '
        class Ticking extends Told { function __construct() { Loop::addTimer(0.01, fn () => print("tick\n")); } }
        IoServer::factory(new HttpServer(new WsServer(new Ticking)), 0, "127.0.0.1")->run();',
];
foreach ($ways as $name => $code) {
    $server = ratchetServer($code);
    foreach (['/', '/any/path', '/deep/er/?query'] as $path) {
        $client = $server->ws($path, ['Host' => 'whatever']);
        $client->text('hello');
        Checks::is("$name, $path", 'hello', $client->message());
        $client->close();
    }
    Checks::true("$name, a timer", $server->await('/^tick$/m'), $server->out);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
16 checks, 0 failed
