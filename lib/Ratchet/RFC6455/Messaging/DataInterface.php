<?php

namespace Ratchet\RFC6455\Messaging;

/** A frame or a message. */
interface DataInterface
{
    public function isCoalesced();

    public function getPayloadLength();

    public function getPayload();

    public function getContents();

    public function __toString();
}
