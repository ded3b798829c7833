<?php

namespace Ratchet;

/** A client. */
interface ConnectionInterface
{
    /**
     * @param string $data
     * @return static
     */
    public function send($data);

    public function close();
}
