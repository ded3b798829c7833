<?php

namespace Rtws\Ratchet;

/** What works with Ratchet and not here: thrown where it is constructed, with a sentence that says what to do. */
class NotSupported extends \LogicException
{
}
