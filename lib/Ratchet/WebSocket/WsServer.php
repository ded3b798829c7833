<?php

namespace Ratchet\WebSocket;

use Psr\Http\Message\RequestInterface;
use React\EventLoop\LoopInterface;
use Ratchet\ComponentInterface;
use Ratchet\ConnectionInterface;
use Ratchet\Http\HttpServer;
use Ratchet\Http\HttpServerInterface;
use Ratchet\MessageComponentInterface as TextComponentInterface;
use Rtws\Ratchet\Endpoint;
use Rtws\Ratchet\Layer;
use Rtws\Ratchet\Native;

/** WebSocket for a component. */
class WsServer implements HttpServerInterface, Layer
{
    use Native;

    private ComponentInterface $component;
    private bool $isStrict = true;
    private float $keepAlive = 0;

    /** @param TextComponentInterface|MessageComponentInterface $component */
    public function __construct(ComponentInterface $component)
    {
        self::refuseOverrides($this, self::class);
        if (!$component instanceof TextComponentInterface && !$component instanceof MessageComponentInterface) {
            throw new \UnexpectedValueException(sprintf('Expected a Ratchet\MessageComponentInterface or a ' .
                'Ratchet\WebSocket\MessageComponentInterface, %s given', get_class($component)));
        }
        if ($component instanceof HttpServerInterface || $component instanceof HttpServer) {
            throw new \UnexpectedValueException(sprintf('%s goes around a WsServer, not into it', get_class($component)));
        }
        $this->component = $component;
    }

    /** false: who offers sub-protocols of which the component speaks none is let in, without one. */
    public function setStrictSubProtocolCheck($enable)
    {
        $this->isStrict = (bool) $enable;
    }

    /**
     * Pings every client; who has not answered when the next one is due is closed.
     *
     * @param LoopInterface $loop the one there is
     * @param int|float $interval seconds
     */
    public function enableKeepAlive(LoopInterface $loop, $interval = 30)
    {
        $this->rtwsKeepAlive($interval);
    }

    /** @internal */
    public function rtwsKeepAlive(float $interval): void
    {
        if ($interval < 0.05) {
            throw new \InvalidArgumentException("The interval of pings must be at least 0.05 seconds, $interval given");
        }
        $this->keepAlive = $interval;
    }

    public function onOpen(ConnectionInterface $conn, ?RequestInterface $request = null)
    {
        self::refuseCall(__METHOD__);
    }

    /** @internal */
    public function rtwsServe(Endpoint $endpoint): array
    {
        $endpoint->component = $this->component;
        $endpoint->isStrict = $this->isStrict;
        $endpoint->keepAlive = $this->keepAlive;
        $endpoint->protocols = $this->component instanceof WsServerInterface ? $this->component->getSubProtocols() : [];
        return [$endpoint];
    }
}
