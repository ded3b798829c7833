<?php

namespace Ratchet\Wamp;

use Ratchet\ConnectionInterface;
use Ratchet\MessageComponentInterface;
use Ratchet\RFC6455\Messaging\Frame;
use Ratchet\WebSocket\WsServerInterface;

/** WAMP version 1: from messages to calls of a component. */
class ServerProtocol implements MessageComponentInterface, WsServerInterface
{
    const MSG_WELCOME = 0;
    const MSG_PREFIX = 1;
    const MSG_CALL = 2;
    const MSG_CALL_RESULT = 3;
    const MSG_CALL_ERROR = 4;
    const MSG_SUBSCRIBE = 5;
    const MSG_UNSUBSCRIBE = 6;
    const MSG_PUBLISH = 7;
    const MSG_EVENT = 8;

    /** @var WampServerInterface */
    protected $_decorating;
    /** @var \SplObjectStorage of WampConnections, by what they are around */
    protected $connections;

    public function __construct(WampServerInterface $component)
    {
        $this->_decorating = $component;
        $this->connections = new \SplObjectStorage();
    }

    /** An event as it is sent. */
    public static function event(string $topic, $msg): string
    {
        return json_encode([self::MSG_EVENT, $topic, $msg]);
    }

    public function getSubProtocols()
    {
        $more = $this->_decorating instanceof WsServerInterface ? $this->_decorating->getSubProtocols() : [];
        return array_values(array_unique([...$more, 'wamp']));
    }

    public function onOpen(ConnectionInterface $conn)
    {
        $this->connections[$conn] = new WampConnection($conn);
        $this->_decorating->onOpen($this->connections[$conn]);
    }

    public function onMessage(ConnectionInterface $from, $msg)
    {
        try {
            $this->call($this->connections[$from], self::decode((string) $msg));
        } catch (Exception $e) {
            $from->close(Frame::CLOSE_BAD_PAYLOAD);
        }
    }

    /** A list whose first element is the kind of message, and of which the others have the types they should. */
    private static function decode(string $msg): array
    {
        $json = json_decode($msg, true);
        if ($json === null) {
            throw new JsonException();
        }
        if (!is_array($json) || !array_is_list($json) || !is_int($json[0] ?? null)) {
            throw new Exception('Invalid WAMP message: it is a list that begins with a number');
        }
        $strings = [self::MSG_PREFIX => 2, self::MSG_CALL => 2, self::MSG_SUBSCRIBE => 1, self::MSG_UNSUBSCRIBE => 1, self::MSG_PUBLISH => 1];
        for ($i = 1; $i <= ($strings[$json[0]] ?? 0); $i++) {
            if (!is_string($json[$i] ?? null) && !is_int($json[$i] ?? null)) {
                throw new Exception("Invalid WAMP message: its element $i is no string");
            }
        }
        return $json;
    }

    private function call(WampConnection $conn, array $json): void
    {
        switch (array_shift($json)) {
            case self::MSG_PREFIX:
                $conn->WAMP->prefixes[$json[0]] = (string) $json[1];
                return;
            case self::MSG_CALL:
                [$id, $procedure] = $json;
                $params = array_slice($json, 2);
                if (count($params) === 1 && is_array($params[0])) {
                    $params = $params[0];
                }
                $this->_decorating->onCall($conn, $id, $conn->getUri($procedure), $params);
                return;
            case self::MSG_SUBSCRIBE:
                $this->_decorating->onSubscribe($conn, $conn->getUri($json[0]));
                return;
            case self::MSG_UNSUBSCRIBE:
                $this->_decorating->onUnSubscribe($conn, $conn->getUri($json[0]));
                return;
            case self::MSG_PUBLISH:
                $this->publish($conn, $json);
                return;
            default:
                throw new Exception('Invalid WAMP message: a kind that no client sends');
        }
    }

    /** [topic, event, true or a list of sessions to leave out, a list of those that may get it] */
    private function publish(WampConnection $conn, array $json): void
    {
        if (!array_key_exists(1, $json)) {
            throw new Exception('Invalid WAMP message: nothing is published');
        }
        $exclude = $json[2] ?? [];
        $eligible = $json[3] ?? [];
        if (!is_array($exclude)) {
            $exclude = (bool) $exclude ? [$conn->WAMP->sessionId] : [];
        }
        $this->_decorating->onPublish($conn, $conn->getUri($json[0]), $json[1], $exclude, is_array($eligible) ? $eligible : []);
    }

    public function onClose(ConnectionInterface $conn)
    {
        $wamp = $this->connections[$conn];
        unset($this->connections[$conn]);
        $this->_decorating->onClose($wamp);
    }

    public function onError(ConnectionInterface $conn, \Exception $e)
    {
        $this->_decorating->onError($this->connections[$conn] ?? $conn, $e);
    }
}
