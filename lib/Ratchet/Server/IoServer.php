<?php

namespace Ratchet\Server;

use React\EventLoop\Loop;
use React\EventLoop\LoopInterface;
use React\Socket\ServerInterface;
use Ratchet\Http\HttpServerInterface;
use Ratchet\MessageComponentInterface;
use Rtws\Ratchet\Endpoint;
use Rtws\Ratchet\Layer;
use Rtws\Ratchet\NotSupported;
use Rtws\Ratchet\Service;

/** An HttpServer on a port. */
class IoServer
{
    /** @var LoopInterface */
    public $loop;
    /** @var MessageComponentInterface */
    public $app;
    /** @var ServerInterface|null of which the address was taken; null when the factory made this one */
    public $socket;
    private Service $service;

    /** The socket gives its address and certificate, and is closed: the server listens there itself. */
    public function __construct(MessageComponentInterface $app, ServerInterface $socket, ?LoopInterface $loop = null)
    {
        $this->begin($app, Service::of($socket, $loop), $loop);
        $this->socket = $socket;
    }

    /**
     * @param int $port
     * @param string $address
     * @return static
     */
    public static function factory(MessageComponentInterface $component, $port = 80, $address = '0.0.0.0')
    {
        $self = (new \ReflectionClass(static::class))->newInstanceWithoutConstructor();
        $self->begin($component, Service::at((string) $address, (int) $port), null);
        return $self;
    }

    private function begin(MessageComponentInterface $app, Service $service, ?LoopInterface $loop): void
    {
        if (!$app instanceof Layer) {
            throw new NotSupported(sprintf('%s would speak raw TCP, which is not supported: put it into ' .
                'new HttpServer(new WsServer(...))', get_class($app)));
        }
        if ($app instanceof HttpServerInterface) {
            throw new NotSupported(sprintf('%s would speak WebSocket without HTTP, which is not supported: put it into ' .
                'new HttpServer(...)', get_class($app)));
        }
        $service->add($app, new Endpoint());
        $this->service = $service;
        $this->app = $app;
        $this->loop = $loop ?? Loop::get();
    }

    /** Serves until it is stopped. */
    public function run()
    {
        $this->service->run();
    }
}
