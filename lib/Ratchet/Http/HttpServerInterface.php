<?php

namespace Ratchet\Http;

use Psr\Http\Message\RequestInterface;
use Ratchet\ConnectionInterface;
use Ratchet\MessageComponentInterface;

interface HttpServerInterface extends MessageComponentInterface
{
    public function onOpen(ConnectionInterface $conn, ?RequestInterface $request = null);
}
