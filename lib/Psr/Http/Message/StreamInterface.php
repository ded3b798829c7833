<?php

namespace Psr\Http\Message;

/** For programs without psr/http-message. */
interface StreamInterface
{
    public function __toString();

    public function getContents();
}
