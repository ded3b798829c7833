<?php

namespace Ratchet;

/** As Ratchet's last release tells it: programs compare it. */
const VERSION = 'Ratchet/0.4.4';

/** What a program implements to hear of connections. */
interface ComponentInterface
{
    /** A connection is open. */
    public function onOpen(ConnectionInterface $conn);

    /** It has gone, whoever ended it: once for each. */
    public function onClose(ConnectionInterface $conn);

    /** What a callback for this connection threw. An \Error comes as the previous of an \ErrorException. */
    public function onError(ConnectionInterface $conn, \Exception $e);
}
