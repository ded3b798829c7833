<?php

namespace Rtws\Ratchet;

/** $conn->WebSocket: whether it is closing, and a word about what Ratchet 0.3 kept there. */
final class WebSocketState extends \stdClass
{
    public function __construct(public bool $closing)
    {
    }

    public function __get($name)
    {
        throw new NotSupported("\$conn->WebSocket->$name is of Ratchet 0.3: \$conn->httpRequest is the PSR-7 request of 0.4");
    }
}
