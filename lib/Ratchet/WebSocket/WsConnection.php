<?php

namespace Ratchet\WebSocket;

use Ratchet\ConnectionInterface;
use Ratchet\RFC6455\Messaging\DataInterface;
use Ratchet\RFC6455\Messaging\FrameInterface;
use Ratchet\RFC6455\Messaging\MessageInterface;
use Rtws\Ratchet\Connection;
use Rtws\Ratchet\HttpRequest;
use Rtws\Ratchet\WebSocketState;

/**
 * A client. send() and close() are native. A property that nobody has set, and that is none of these, is a warning and null.
 *
 * @property-read \Psr\Http\Message\RequestInterface $httpRequest what opened it; made when it is first read
 * @property-read \stdClass $WebSocket with closing
 */
final class WsConnection extends Connection implements ConnectionInterface
{
    public function __get($name)
    {
        if ($name === 'httpRequest') {
            return $this->httpRequest = HttpRequest::of($this->request());
        }
        if ($name === 'WebSocket') {
            return new WebSocketState($this->isClosing());
        }
        return $this->$name;
    }

    public function __isset($name)
    {
        return $name === 'httpRequest' || $name === 'WebSocket';
    }

    /** @internal */
    public function rtwsCookie(string $name): ?string
    {
        return $this->request()->cookies[$name] ?? null;
    }

    protected function unwrap(object $data): array
    {
        if ($data instanceof FrameInterface) {
            return [$data->getOpcode(), $data->getPayload()];
        }
        if ($data instanceof MessageInterface) {
            return [$data->isBinary() ? 2 : 1, $data->getPayload()];
        }
        if ($data instanceof DataInterface) {
            return [1, $data->getPayload()];
        }
        if ($data instanceof \Stringable) {
            return [1, (string) $data];
        }
        throw new \TypeError(sprintf('%s cannot be sent: it is no string, Frame or Stringable; use json_encode()', get_class($data)));
    }
}
