<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * One client: the same object for the whole life of the connection, so that === and == are identity.
 * It stays valid when the client has gone; then it only refuses.
 *
 * @not-serializable
 */
#[\AllowDynamicProperties]
class Connection
{
    /** Unique over servers and restarts. */
    public readonly string $id;
    /** Unique in the process, never used again. */
    public readonly int $resourceId;
    /**
     * The client's IP address, without port; "unix:" on a Unix socket. Behind a trusted proxy the one that it tells
     * (option trusted_proxies).
     */
    public readonly string $remoteAddress;
    /** The negotiated subprotocol. */
    public readonly ?string $protocol;
    /** Whose connection it is, for RtServer::sendTo(); at most 255 bytes, "" is nobody. One user may have several. */
    public ?string $userId = null;
    /** Yours; cheaper than a dynamic property. */
    public mixed $data = null;

    private function __construct() {}

    /**
     * Queues a text message; arrays and objects are sent as JSON.
     *
     * False when the connection is closed or the slow-consumer policy dropped the message; never an
     * exception for a client that has gone, so that a loop over clients needs no guard.
     *
     * @throws \ValueError when a string is not UTF-8: text must be, see sendBinary()
     * @throws \JsonException when the data has no JSON
     */
    public function send(string|array|\JsonSerializable $data): bool {}

    /** Queues a binary message. As send(). */
    public function sendBinary(string $data): bool {}

    /**
     * Sends a ping; the answer sets latency() and calls onPong.
     * @throws \ValueError for a payload over 125 bytes
     */
    public function ping(string $payload = ""): bool {}

    /**
     * Begins the closing handshake. Nothing can be sent and onMessage is not called any more; onClose follows.
     *
     * @param int $code 1000 to 1003, 1007 to 1009, 1011 to 1014 or 3000 to 4999
     * @param string $reason UTF-8, at most 123 bytes
     * @throws \ValueError for a code or reason that may not be sent
     */
    public function close(int $code = 1000, string $reason = ""): void {}

    public function isOpen(): bool {}

    /** The request that opened it. */
    public function request(): Request {}

    /** Bytes that wait for the client to take them. */
    public function bufferedBytes(): int {}

    /** Seconds that the last answered ping took; null before the first. */
    public function latency(): ?float {}

    /** Stops reading from the client, who is slowed down by TCP. What has been read is still delivered. */
    public function pause(): void {}

    public function resume(): void {}

    /**
     * The channels that it subscribes to or has joined.
     * @return list<string>
     */
    public function channels(): array {}
}
