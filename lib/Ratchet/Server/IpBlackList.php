<?php

namespace Ratchet\Server;

use Ratchet\ConnectionInterface;
use Ratchet\MessageComponentInterface;
use Rtws\Ratchet\Endpoint;
use Rtws\Ratchet\Layer;
use Rtws\Request;

/**
 * Keeps addresses out: around an HttpServer before the handshake (403), around a component of a WsServer right after it.
 */
class IpBlackList implements MessageComponentInterface, Layer
{
    /** @var MessageComponentInterface */
    protected $_decorating;
    /** @var array<string, true> */
    private array $blocked = [];

    public function __construct(MessageComponentInterface $component)
    {
        $this->_decorating = $component;
    }

    /** @return static */
    public function blockAddress($ip)
    {
        $this->blocked[$this->filterAddress($ip)] = true;
        return $this;
    }

    /** @return static */
    public function unblockAddress($ip)
    {
        unset($this->blocked[$this->filterAddress($ip)]);
        return $this;
    }

    /** @return bool */
    public function isBlocked($address)
    {
        return isset($this->blocked[$this->filterAddress($address)]);
    }

    /** @return string[] */
    public function getBlockedAddresses()
    {
        return array_map('strval', array_keys($this->blocked));
    }

    /** Without a port. @return string */
    public function filterAddress($address)
    {
        if (preg_match('/^(?:\w+:\/\/)?\[([^\]]+)\](?::\d+)?$/', $address, $match)) {
            return $match[1];
        }
        if (preg_match('/^(?:\w+:\/\/)?([^:\/]+)(?::\d+)?$/', $address, $match)) {
            return $match[1];
        }
        return $address;
    }

    public function onOpen(ConnectionInterface $conn)
    {
        if ($this->isBlocked($conn->remoteAddress)) {
            return $conn->close();
        }
        return $this->_decorating->onOpen($conn);
    }

    public function onMessage(ConnectionInterface $from, $msg)
    {
        return $this->_decorating->onMessage($from, $msg);
    }

    public function onClose(ConnectionInterface $conn)
    {
        if (!$this->isBlocked($conn->remoteAddress)) {
            $this->_decorating->onClose($conn);
        }
    }

    public function onError(ConnectionInterface $conn, \Exception $e)
    {
        if (!$this->isBlocked($conn->remoteAddress)) {
            $this->_decorating->onError($conn, $e);
        }
    }

    /** @internal */
    public function rtwsServe(Endpoint $endpoint): array
    {
        $endpoint->guards[] = fn (Request $request) => !$this->isBlocked($request->remoteAddress);
        return $endpoint->serve($this->_decorating);
    }
}
