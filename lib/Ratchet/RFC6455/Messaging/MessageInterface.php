<?php

namespace Ratchet\RFC6455\Messaging;

interface MessageInterface extends DataInterface, \Traversable, \Countable
{
    public function addFrame(FrameInterface $fragment);

    public function getOpcode();

    public function isBinary();
}
