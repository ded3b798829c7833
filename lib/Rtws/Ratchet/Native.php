<?php

namespace Rtws\Ratchet;

use Ratchet\ConnectionInterface;
use Ratchet\MessageComponentInterface;

/** Of layers whose work is done below PHP: their callbacks are there for the interface, and never called. */
trait Native
{
    public function onMessage(ConnectionInterface $from, $msg)
    {
        self::refuseCall(__METHOD__);
    }

    public function onClose(ConnectionInterface $conn)
    {
        self::refuseCall(__METHOD__);
    }

    public function onError(ConnectionInterface $conn, \Exception $e)
    {
        self::refuseCall(__METHOD__);
    }

    private static function refuseCall(string $method): void
    {
        throw new NotSupported("$method() is not called here: the server speaks HTTP and WebSocket itself");
    }

    /** A class that extends this one may not hope to be called either. */
    private static function refuseOverrides(object $self, string $class): void
    {
        foreach (get_class($self) === $class ? [] : ['onOpen', 'onMessage', 'onClose', 'onError'] as $method) {
            $owner = (new \ReflectionMethod($self, $method))->class;
            if ($owner !== $class) {
                throw new NotSupported("$owner::$method() would never be called: the server speaks HTTP and WebSocket itself; " .
                    'decorate the component inside of WsServer instead');
            }
        }
    }

    private static function layer(MessageComponentInterface $component): MessageComponentInterface
    {
        if (!$component instanceof Layer) {
            throw new NotSupported(sprintf('%s would speak raw HTTP, which is not supported: decorate the component inside of ' .
                'WsServer, or use Rtws\RtServer::http()', get_class($component)));
        }
        return $component;
    }
}
