<?php

namespace Ratchet\Http;

use Ratchet\ConnectionInterface;
use Ratchet\MessageComponentInterface;
use Rtws\Ratchet\Endpoint;
use Rtws\Ratchet\Layer;
use Rtws\Ratchet\Native;

/** HTTP around a WsServer, or around what is around that. Any path is served. */
class HttpServer implements MessageComponentInterface, Layer
{
    use Native;

    private HttpServerInterface $inner;

    public function __construct(HttpServerInterface $component)
    {
        self::refuseOverrides($this, self::class);
        $this->inner = self::layer($component);
    }

    public function onOpen(ConnectionInterface $conn)
    {
        self::refuseCall(__METHOD__);
    }

    /** @internal */
    public function rtwsServe(Endpoint $endpoint): array
    {
        return $endpoint->serve($this->inner);
    }
}
