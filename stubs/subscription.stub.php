<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * What RtServer::subscribe() or Stream::consume() began. It goes on until it is cancelled; nobody needs to keep it.
 *
 * @strict-properties
 * @not-serializable
 */
final class Subscription
{
    private function __construct() {}

    /** Handlers that run are not interrupted; of a stream, they may still be done with their entries. */
    public function cancel(): void {}

    public function isActive(): bool {}
}
