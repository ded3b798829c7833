<?php

namespace Ratchet\Wamp;

use Ratchet\ConnectionInterface;
use Ratchet\MessageComponentInterface;
use Ratchet\WebSocket\WsServerInterface;

/** WAMP version 1 for a component, inside of a WsServer. */
class WampServer implements MessageComponentInterface, WsServerInterface
{
    /** @var ServerProtocol */
    protected $wampProtocol;

    public function __construct(WampServerInterface $app)
    {
        $this->wampProtocol = new ServerProtocol(new TopicManager($app));
    }

    public function onOpen(ConnectionInterface $conn)
    {
        $this->wampProtocol->onOpen($conn);
    }

    public function onMessage(ConnectionInterface $from, $msg)
    {
        $this->wampProtocol->onMessage($from, $msg);
    }

    public function onClose(ConnectionInterface $conn)
    {
        $this->wampProtocol->onClose($conn);
    }

    public function onError(ConnectionInterface $conn, \Exception $e)
    {
        $this->wampProtocol->onError($conn, $e);
    }

    public function getSubProtocols()
    {
        return $this->wampProtocol->getSubProtocols();
    }
}
