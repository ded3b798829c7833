<?php

namespace Ratchet\Wamp;

/** What came is no JSON. */
class JsonException extends Exception
{
    public function __construct()
    {
        parent::__construct('The message is no JSON: ' . json_last_error_msg(), json_last_error());
    }
}
