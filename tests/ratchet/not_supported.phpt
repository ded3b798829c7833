--TEST--
Ratchet: what is not supported throws where it is constructed, with a sentence that says so
--EXTENSIONS--
rtws
--INI--
rtws.ratchet_compat=1
--SKIPIF--
<?php
if (!extension_loaded('session')) die('skip needs ext-session, for SessionHandler');
?>
--FILE--
<?php
use Psr\Http\Message\RequestInterface;
use Ratchet\{App, ConnectionInterface, MessageComponentInterface};
use Ratchet\Http\{HttpServer, HttpServerInterface, OriginCheck};
use Ratchet\Server\{EchoServer, FlashPolicy, IoServer, IpBlackList};
use Ratchet\Session\SessionProvider;
use Ratchet\WebSocket\WsServer;
use React\EventLoop\{Loop, LoopInterface, TimerInterface};

class RawHttp extends EchoServer implements HttpServerInterface
{
    public function onOpen(ConnectionInterface $conn, ?RequestInterface $request = null) {}
}
class Eager extends WsServer
{
    public function onMessage(ConnectionInterface $from, $msg) {}
}
class Fine extends WsServer
{
    public function more() {}
}
class Other implements LoopInterface
{
    public function addReadStream($stream, $listener) {}
    public function addWriteStream($stream, $listener) {}
    public function removeReadStream($stream) {}
    public function removeWriteStream($stream) {}
    public function addTimer($interval, $callback) {}
    public function addPeriodicTimer($interval, $callback) {}
    public function cancelTimer(TimerInterface $timer) {}
    public function futureTick($listener) {}
    public function addSignal($signal, $listener) {}
    public function removeSignal($signal, $listener) {}
    public function run() {}
    public function stop() {}
}
$tries = [
    fn () => IoServer::factory(new EchoServer(), 0),
    fn () => IoServer::factory(new WsServer(new EchoServer()), 0),
    fn () => new HttpServer(new RawHttp()),
    fn () => (new App('localhost', 0))->route('/', new RawHttp()),
    fn () => new WsServer(new WsServer(new EchoServer())),
    fn () => new WsServer(new HttpServer(new WsServer(new EchoServer()))),
    fn () => IoServer::factory(new IpBlackList(new EchoServer()), 0),
    fn () => new Eager(new EchoServer()),
    fn () => get_class(new Fine(new EchoServer())),
    fn () => new FlashPolicy(),
    fn () => new App('localhost', 0, '127.0.0.1', new Other()),
    fn () => (new App('localhost', 0))->routes->remove('x'),
    fn () => new App('localhost', 0, 'udp://127.0.0.1'),
    fn () => new App('localhost', 0, 'tls://127.0.0.1'),
    fn () => new SessionProvider(new WsServer(new EchoServer()), new SessionHandler()),
    fn () => (new WsServer(new EchoServer()))->enableKeepAlive(Loop::get(), 0),
];
foreach ($tries as $try) {
    try {
        $result = $try();
        echo is_object($result) ? get_class($result) : $result, "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
Rtws\Ratchet\NotSupported: Ratchet\Server\EchoServer would speak raw TCP, which is not supported: put it into new HttpServer(new WsServer(...))
Rtws\Ratchet\NotSupported: Ratchet\WebSocket\WsServer would speak WebSocket without HTTP, which is not supported: put it into new HttpServer(...)
Rtws\Ratchet\NotSupported: RawHttp would speak raw HTTP, which is not supported: decorate the component inside of WsServer, or use Rtws\RtServer::http()
Rtws\Ratchet\NotSupported: RawHttp would speak raw HTTP, which is not supported: decorate the component inside of WsServer, or use Rtws\RtServer::http()
UnexpectedValueException: Ratchet\WebSocket\WsServer goes around a WsServer, not into it
UnexpectedValueException: Ratchet\Http\HttpServer goes around a WsServer, not into it
Rtws\Ratchet\NotSupported: Ratchet\Server\EchoServer is in the place of an HttpServer or WsServer, which is not supported
Rtws\Ratchet\NotSupported: Eager::onMessage() would never be called: the server speaks HTTP and WebSocket itself; decorate the component inside of WsServer instead
Fine
Rtws\Ratchet\NotSupported: FlashPolicy is not supported: no browser has Flash any more; leave it out
Rtws\Ratchet\NotSupported: A loop of Other would not turn beside the server: use the one of React\EventLoop\Loop::get()
Rtws\Ratchet\NotSupported: App::$routes->remove() is not supported: App::route() adds routes
Rtws\Ratchet\NotSupported: An address of udp:// is not supported: tcp, tls and unix are
InvalidArgumentException: A server of tls:// needs a context with ["tls" => ["local_cert" => file]]
RuntimeException: SessionProvider needs symfony/http-foundation: composer require symfony/http-foundation
InvalidArgumentException: The interval of pings must be at least 0.05 seconds, 0 given
