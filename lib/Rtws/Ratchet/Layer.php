<?php

namespace Rtws\Ratchet;

use Ratchet\MessageComponentInterface;

/** Something around a component that says how it is served, once, and does not see its messages. */
interface Layer extends MessageComponentInterface
{
    /**
     * Notes down what it stands for, then what is inside of it.
     *
     * @internal
     * @return Endpoint[] ready to be served
     */
    public function rtwsServe(Endpoint $endpoint): array;
}
