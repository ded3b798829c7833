<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * What RtServer::subscribe() began. It goes on until it is cancelled; nobody needs to keep it.
 *
 * @strict-properties
 * @not-serializable
 */
final class Subscription
{
    private function __construct() {}

    public function cancel(): void {}

    public function isActive(): bool {}
}
