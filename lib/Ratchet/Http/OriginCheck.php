<?php

namespace Ratchet\Http;

use Psr\Http\Message\RequestInterface;
use Ratchet\ConnectionInterface;
use Ratchet\MessageComponentInterface;
use Rtws\Ratchet\Endpoint;
use Rtws\Ratchet\Layer;
use Rtws\Ratchet\Native;
use Rtws\Request;

/** Lets pages of some hosts in only: others, and who is no page, are refused with 403. */
class OriginCheck implements HttpServerInterface, Layer
{
    use Native;

    /** @var string[] host names */
    public $allowedOrigins = [];
    /** @var MessageComponentInterface */
    protected $_component;

    public function __construct(MessageComponentInterface $component, array $allowed = [])
    {
        self::refuseOverrides($this, self::class);
        $this->_component = self::layer($component);
        $this->allowedOrigins = array_merge($this->allowedOrigins, $allowed);
    }

    public function onOpen(ConnectionInterface $conn, ?RequestInterface $request = null)
    {
        self::refuseCall(__METHOD__);
    }

    private function isAllowed(Request $request): bool
    {
        $origin = $request->header('origin');
        return $origin !== null && in_array(parse_url($origin, PHP_URL_HOST) ?: $origin, $this->allowedOrigins, true);
    }

    /** @internal */
    public function rtwsServe(Endpoint $endpoint): array
    {
        $endpoint->guards[] = fn (Request $request) => $this->isAllowed($request);
        return $endpoint->serve($this->_component);
    }
}
