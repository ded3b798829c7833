<?php

namespace Ratchet\Server;

use Rtws\Ratchet\NotSupported;

/** Was for Flash sockets, which nobody has any more. */
class FlashPolicy
{
    public function __construct()
    {
        throw new NotSupported('FlashPolicy is not supported: no browser has Flash any more; leave it out');
    }
}
