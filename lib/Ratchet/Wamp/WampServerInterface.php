<?php

namespace Ratchet\Wamp;

use Ratchet\ComponentInterface;
use Ratchet\ConnectionInterface;

/** A component that speaks WAMP version 1: remote calls, and topics. Connections are WampConnections. */
interface WampServerInterface extends ComponentInterface
{
    /**
     * A client calls a procedure: callResult() or callError() of the connection answers.
     *
     * @param string $id of the call
     * @param Topic|string $topic the procedure
     */
    public function onCall(ConnectionInterface $conn, $id, $topic, array $params);

    /** @param Topic|string $topic */
    public function onSubscribe(ConnectionInterface $conn, $topic);

    /** @param Topic|string $topic */
    public function onUnSubscribe(ConnectionInterface $conn, $topic);

    /**
     * A client publishes: Topic::broadcast() passes it on.
     *
     * @param Topic|string $topic
     * @param mixed $event
     * @param string[] $exclude session ids that shall not get it
     * @param string[] $eligible those that may; [] all
     */
    public function onPublish(ConnectionInterface $conn, $topic, $event, array $exclude, array $eligible);
}
