<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * The body of an answer while it is being written: what the writer of Response::stream() is given. When the writer
 * returns the answer is complete; when it throws after its first byte the connection is cut, so that the client does
 * not take a part for the whole. When the server stops, open streams are ended.
 *
 * @strict-properties
 * @not-serializable
 */
final class ResponseStream
{
    private function __construct() {}

    /**
     * Sends a piece, as a chunk of its own; the head goes out with the first one. Suspends the handler while more than
     * 256 KiB wait for the client (not where nothing may suspend, as in a destructor).
     * False when it is over: the client has gone, the server stops, or end() was called.
     */
    public function write(string $data): bool {}

    /** The answer is complete. Does nothing the second time. */
    public function end(): void {}

    /** A hang-up of the client is noticed once the first piece is out. */
    public function isOpen(): bool {}
}
