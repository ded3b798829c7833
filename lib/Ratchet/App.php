<?php

namespace Ratchet;

use React\EventLoop\LoopInterface;
use Ratchet\Http\HttpServerInterface;
use Ratchet\Http\OriginCheck;
use Ratchet\Wamp\WampServer;
use Ratchet\Wamp\WampServerInterface;
use Ratchet\WebSocket\MessageComponentInterface as WsMessageComponentInterface;
use Ratchet\WebSocket\WsServer;
use Rtws\Ratchet\Endpoint;
use Rtws\Ratchet\NotSupported;
use Rtws\Ratchet\Routes;
use Rtws\Ratchet\Service;

/** Components under routes, on one port. */
class App
{
    /** @var Routes */
    public $routes;
    /** @var null there is no Flash any more */
    public $flashServer;
    /** @var string what requests have to be for; '': anything */
    protected $httpHost;
    /** @var int */
    protected $port;
    private Service $service;

    /**
     * @param string $httpHost the host name that clients connect to
     * @param int $port
     * @param string $address listened on; tls://... with $context['tls'] for wss
     * @param LoopInterface|null $loop
     * @param array $context of sockets; of 'tls' local_cert and local_pk are used
     */
    public function __construct($httpHost = 'localhost', $port = 8080, $address = '127.0.0.1', ?LoopInterface $loop = null, $context = [])
    {
        $this->httpHost = $httpHost;
        $this->port = $port;
        $this->service = Service::at((string) $address, (int) $port, $context, $loop);
        $this->routes = new Routes($this->service);
    }

    /** @return static one with the defaults of the constructor */
    public static function factory(...$arguments)
    {
        return new static(...$arguments);
    }

    /**
     * @param string $path may hold {placeholders}, which become part of the request's query
     * @param string[] $allowedOrigins host names of pages; [] the host's own, ['*'] any
     * @param string|null $httpHost instead of the constructor's
     * @return ComponentInterface what serves it
     */
    public function route($path, ComponentInterface $controller, array $allowedOrigins = [], $httpHost = null)
    {
        $httpHost ??= $this->httpHost;
        $decorated = $this->decorate($controller);
        $allowedOrigins = $allowedOrigins === [] ? [$httpHost] : array_values($allowedOrigins);
        if ($allowedOrigins[0] !== '*') {
            $decorated = new OriginCheck($decorated, $allowedOrigins);
        }
        $endpoint = new Endpoint();
        $endpoint->path = str_starts_with($path, '/') ? $path : "/$path";
        $endpoint->host = $httpHost === '' ? null : $httpHost;
        $this->service->add($decorated, $endpoint);
        return $decorated;
    }

    private function decorate(ComponentInterface $controller): HttpServerInterface
    {
        if ($controller instanceof HttpServerInterface) {
            return $controller;
        }
        if ($controller instanceof WampServerInterface) {
            $controller = new WampServer($controller);
        } elseif (!$controller instanceof MessageComponentInterface && !$controller instanceof WsMessageComponentInterface) {
            throw new NotSupported(sprintf('%s is no component that can be routed: it has to implement MessageComponentInterface, ' .
                'WebSocket\MessageComponentInterface or WampServerInterface', get_class($controller)));
        }
        $server = new WsServer($controller);
        $server->rtwsKeepAlive(30);
        return $server;
    }

    /** Serves until it is stopped. */
    public function run()
    {
        $this->service->run();
    }
}
