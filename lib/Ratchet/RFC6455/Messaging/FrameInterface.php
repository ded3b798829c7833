<?php

namespace Ratchet\RFC6455\Messaging;

interface FrameInterface extends DataInterface
{
    public function isFinal();

    public function getOpcode();

    public function isMasked();

    public function getRsv1();
}
