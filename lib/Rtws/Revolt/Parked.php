<?php

declare(strict_types=1);

namespace Rtws\Revolt;

/**
 * Leads from Revolt's loop back to the server. Seen outside of Driver only by code that suspends {main} while a server
 * runs, such as a signal handler of pcntl.
 *
 * @internal
 */
final class Parked extends \Error
{
    public function __construct()
    {
        parent::__construct('RtServer::run() runs the event loop: only Fibers can be suspended, {main} cannot');
    }
}
