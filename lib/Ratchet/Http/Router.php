<?php

namespace Ratchet\Http;

use Psr\Http\Message\RequestInterface;
use Ratchet\ConnectionInterface;
use Rtws\Ratchet\Endpoint;
use Rtws\Ratchet\Layer;
use Rtws\Ratchet\Native;
use Rtws\Ratchet\NotSupported;
use Symfony\Component\Routing\Matcher\UrlMatcher;
use Symfony\Component\Routing\Matcher\UrlMatcherInterface;
use Symfony\Component\Routing\Route;
use Symfony\Component\Routing\RouteCollection;

/** The routes of a Symfony UrlMatcher: paths with {placeholders} and hosts are served, requirements are not. */
class Router implements HttpServerInterface, Layer
{
    use Native;

    /** @var UrlMatcherInterface */
    protected $_matcher;
    /** @var array<array{Endpoint, HttpServerInterface}> */
    private array $routes = [];

    public function __construct(UrlMatcherInterface $matcher)
    {
        self::refuseOverrides($this, self::class);
        $this->_matcher = $matcher;
        foreach (self::collection($matcher) as $name => $route) {
            $this->routes[] = self::read((string) $name, $route);
        }
    }

    private static function collection(UrlMatcherInterface $matcher): RouteCollection
    {
        if (get_class($matcher) !== UrlMatcher::class) {
            throw new NotSupported(sprintf('Router takes an UrlMatcher; %s is not supported', get_class($matcher)));
        }
        return \Closure::bind(fn () => $this->routes, $matcher, UrlMatcher::class)();
    }

    private static function read(string $name, Route $route): array
    {
        $controller = $route->getDefault('_controller');
        if (!$controller instanceof HttpServerInterface) {
            throw new NotSupported("The _controller of route \"$name\" has to be a WsServer, or what is around one");
        }
        if ($route->getCondition() !== '' || array_diff_key($route->getRequirements(), ['Origin' => 1]) !== []) {
            throw new NotSupported("Route \"$name\" has requirements or a condition, which are not supported");
        }
        $endpoint = new Endpoint();
        $endpoint->path = $route->getPath();
        $endpoint->host = $route->getHost() === '' ? null : $route->getHost();
        return [$endpoint, self::layer($controller)];
    }

    public function onOpen(ConnectionInterface $conn, ?RequestInterface $request = null)
    {
        self::refuseCall(__METHOD__);
    }

    /** @internal */
    public function rtwsServe(Endpoint $endpoint): array
    {
        $all = [];
        foreach ($this->routes as [$route, $controller]) {
            $one = clone $endpoint;
            $one->path = $route->path;
            $one->host = $route->host;
            $all[] = $one->serve($controller);
        }
        return array_merge(...$all);
    }
}
