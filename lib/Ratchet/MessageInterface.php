<?php

namespace Ratchet;

interface MessageInterface
{
    /** @param string $msg of a text or a binary message */
    public function onMessage(ConnectionInterface $from, $msg);
}
