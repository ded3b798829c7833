--TEST--
Ratchet: the Composer package instead of the classes of the extension, with guzzlehttp/psr7 and symfony/routing
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

$server = TestServer::script('<?php
    require ' . var_export(RATCHET_VENDOR, true) . ';
    use Ratchet\ConnectionInterface;
    use Ratchet\Http\{HttpServer, Router};
    use Ratchet\Server\{EchoServer, IoServer};
    use Ratchet\WebSocket\WsServer;
    use Symfony\Component\Routing\{Matcher\UrlMatcher, RequestContext, Route, RouteCollection};
    class Asked extends EchoServer {
        function onOpen(ConnectionInterface $conn) {
            $conn->send(get_class($conn->httpRequest) . " " . $conn->httpRequest->getUri() . " " . $conn->httpRequest->getHeaderLine("X-A"));
        }
    }
    React\EventLoop\Loop::addTimer(0.01, fn () => print("tick " . (new ReflectionClass(Ratchet\App::class))->getFileName() . "\n"));
    $routes = new RouteCollection;
    $routes->add("a", new Route("/room/{name}", ["_controller" => new WsServer(new Asked)], [], [], "localhost"));
    $routes->add("b", new Route("/b", ["_controller" => new WsServer(new EchoServer)]));
    try {
        $bad = new RouteCollection;
        $bad->add("c", new Route("/{id}", ["_controller" => new WsServer(new EchoServer)], ["id" => "\d+"]));
        new Router(new UrlMatcher($bad, new RequestContext));
    } catch (LogicException $e) {
        echo $e->getMessage(), "\n";
    }
    IoServer::factory(new HttpServer(new Router(new UrlMatcher($routes, new RequestContext))), 0, "127.0.0.1")->run();
', ['pcre.jit=0']);
echo $server->ws('/room/blue?x=1', ['X-A' => 'y'])->message(), "\n";
$client = $server->ws('/b', ['Host' => 'any']);
$client->text('hi');
echo $client->message(), "\n";
echo handshake($server, WsClient::handshake('/c')), "\n";
$server->await('/^tick .*\n/m', 10, $match);
echo str_replace(realpath(__DIR__ . '/../..'), '', realpath(substr(trim($match[0]), 5))), "\n";
$server->stop();
echo strtok($server->out, "\n");
?>
--EXPECT--
GuzzleHttp\Psr7\Request http://localhost/room/blue?name=blue&x=1 y
hi
404
/lib/Ratchet/App.php
Route "c" has requirements or a condition, which are not supported
