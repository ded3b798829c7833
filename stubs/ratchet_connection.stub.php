<?php

/** @generate-class-entries */

namespace Rtws\Ratchet;

/**
 * What stands behind Ratchet's ConnectionInterface: a connection that is what programs for Ratchet expect. The option
 * "connection" of RtServer::ws() names the class; the classes of docs/ratchet.md do. It stays valid when the client has
 * gone; then it does nothing.
 *
 * @not-serializable
 */
#[\AllowDynamicProperties]
abstract class Connection
{
    /** Unique in the process, never used again. */
    public ?int $resourceId = null;
    /** As of Rtws\Connection. */
    public string $remoteAddress = "";

    /**
     * Queues a text message, of whatever bytes; an object is sent as unwrap() says. Nothing when it is closed. Returns
     * the connection.
     *
     * @param mixed $data
     * @return static
     */
    public function send($data) {}

    /**
     * Sends Close and ends the connection, without waiting for the client's Close. A code that no server may send is
     * replaced by 1000, with a warning.
     *
     * @param mixed $code or a Close frame, see unwrap()
     * @return void
     */
    public function close($code = 1000) {}

    /** Nothing is sent any more. */
    protected function isClosing(): bool {}

    /**
     * The request that opened it.
     *
     * @implementation-alias Rtws\Connection::request
     */
    protected function request(): \Rtws\Request {}

    /**
     * What an object given to send() or close() stands for.
     *
     * @return array of opcode (1, 2, 8, 9 or 10) and payload
     */
    abstract protected function unwrap(object $data): array;
}
