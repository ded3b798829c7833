<?php

namespace Ratchet\Wamp;

use Ratchet\AbstractConnectionDecorator;
use Ratchet\ConnectionInterface;

/**
 * A client that speaks WAMP. It is welcomed when it is made.
 *
 * @property \stdClass $WAMP with sessionId, prefixes and subscriptions
 */
class WampConnection extends AbstractConnectionDecorator
{
    public function __construct(ConnectionInterface $conn)
    {
        parent::__construct($conn);
        $this->WAMP = new \stdClass();
        $this->WAMP->sessionId = bin2hex(random_bytes(8));
        $this->WAMP->prefixes = [];
        $this->send(json_encode([ServerProtocol::MSG_WELCOME, $this->WAMP->sessionId, 1, \Ratchet\VERSION]));
    }

    /** @return static */
    public function callResult($id, $data = [])
    {
        return $this->send(json_encode([ServerProtocol::MSG_CALL_RESULT, $id, $data]));
    }

    /** @return static */
    public function callError($id, $errorUri, $desc = '', $details = null)
    {
        $error = [ServerProtocol::MSG_CALL_ERROR, $id, $errorUri instanceof Topic ? (string) $errorUri : $errorUri, $desc];
        if ($details !== null) {
            $error[] = $details;
        }
        return $this->send(json_encode($error));
    }

    /** @return static */
    public function event($topic, $msg)
    {
        return $this->send(ServerProtocol::event((string) $topic, $msg));
    }

    /** What the client writes as "$curie:..." stands for $uri. @return static */
    public function prefix($curie, $uri)
    {
        $this->WAMP->prefixes[$curie] = (string) $uri;
        return $this->send(json_encode([ServerProtocol::MSG_PREFIX, $curie, (string) $uri]));
    }

    /** The whole of what may begin with a prefix. @return string */
    public function getUri($uri)
    {
        $parts = explode(':', (string) $uri, 2);
        $prefix = count($parts) === 2 && !str_starts_with($parts[1], '//') ? ($this->WAMP->prefixes[$parts[0]] ?? null) : null;
        return $prefix === null ? $uri : "$prefix#$parts[1]";
    }

    public function send($data)
    {
        $this->wrappedConn->send($data);
        return $this;
    }

    public function close($opt = 1000)
    {
        $this->wrappedConn->close($opt);
    }
}
