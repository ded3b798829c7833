--TEST--
Ratchet: with react/event-loop and react/socket there is one loop too, whoever makes it
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/ratchet_packages.inc';
skipWithoutPackages();
?>
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';
require __DIR__ . '/../inc/ratchet_packages.inc';

$ways = [
    'factory' => 'IoServer::factory(new HttpServer(new WsServer(new Ticking)), 0, "127.0.0.1")->run();',
    'its loop' => '$server = IoServer::factory(new HttpServer(new WsServer(new EchoServer)), 0, "127.0.0.1");
        $server->loop->addTimer(0.01, fn () => print("tick\n"));
        $server->run();',
    'app' => '$app = new Ratchet\App("localhost", 0, "127.0.0.1", React\EventLoop\Factory::create());
        $app->route("/", new Ticking, ["*"]);
        $app->run();',
    'loop and socket' => '$loop = React\EventLoop\Factory::create();
        $socket = new React\Socket\Server("127.0.0.1:0", $loop);
        $server = new IoServer(new HttpServer(new WsServer(new Ticking)), $socket, $loop);
        $loop->run();',
    'socket' => '(new IoServer(new HttpServer(new WsServer(new Ticking)), new React\Socket\SocketServer("127.0.0.1:0")))->run();',
    'another loop' => 'try {
            new Ratchet\App("localhost", 0, "127.0.0.1", new React\EventLoop\StreamSelectLoop);
        } catch (LogicException $e) {
            echo $e->getMessage(), "\n";
        }
        IoServer::factory(new HttpServer(new WsServer(new Ticking)), 0, "127.0.0.1")->run();',
];
foreach ($ways as $name => $code) {
    $server = TestServer::script('<?php
        require ' . var_export(RATCHET_VENDOR, true) . ';
        use Ratchet\Http\HttpServer;
        use Ratchet\Server\{EchoServer, IoServer};
        use Ratchet\WebSocket\WsServer;
        use React\EventLoop\Loop;
        class Ticking extends EchoServer { function __construct() { Loop::addPeriodicTimer(0.01, fn () => print("tick\n")); } }
        ' . $code, ['pcre.jit=0']);
    $client = $server->ws('/');
    $client->text('hello');
    Checks::is("$name: an echo", 'hello', $client->message());
    Checks::true("$name: a timer", $server->await('/^tick$/m'), $server->out);
    $server->stop();
}
Checks::true('said', str_starts_with($server->out, 'A loop of React\EventLoop\StreamSelectLoop would not turn beside the server'), $server->out);
Checks::done();
?>
--EXPECT--
13 checks, 0 failed
