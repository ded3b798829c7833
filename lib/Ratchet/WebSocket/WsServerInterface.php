<?php

namespace Ratchet\WebSocket;

interface WsServerInterface
{
    /** @return string[] the sub-protocols that it speaks */
    public function getSubProtocols();
}
