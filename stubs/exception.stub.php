<?php

/** @generate-class-entries */

namespace Rtws;

/** Everything that rtws throws on its own account implements this. */
interface Exception extends \Throwable
{
}

/** An option that does not exist, or has a value that it cannot have. */
class InvalidOption extends \ValueError implements Exception
{
}

/** The address cannot be listened on. */
class ListenFailed extends \RuntimeException implements Exception
{
}

/** Workers that end as soon as they are started: the log says how. */
class WorkersFailed extends \RuntimeException implements Exception
{
}

/** A call that is not possible now: run() twice, delay() outside of a handler. */
class IllegalState extends \LogicException implements Exception
{
}

/** What carries publications to other servers cannot be reached at present; calls work again after "brokerUp". */
class BrokerUnavailable extends \RuntimeException implements Exception
{
}

/** The body of a request is not what it was to be read as. */
class InvalidBody extends \DomainException implements Exception
{
}

/** A Store has no room for one more row, where false could not be returned. */
class StoreFull extends \OverflowException implements Exception
{
}

/** An answer of Redis that is an error. */
class RedisError extends \RuntimeException implements Exception
{
    /** The first word of the answer: "WRONGTYPE", "NOSCRIPT", "ERR" ... */
    public readonly string $kind;
}

/** Redis did not answer: it cannot be reached, or the connection broke, or it took too long. */
class RedisUnavailable extends BrokerUnavailable
{
    /** The command had been sent: it may or may not have been executed. False: it certainly was not. */
    public readonly bool $maybeExecuted;
}

/** So many entries wait to be handled that the stream takes no more. */
class StreamFull extends \OverflowException implements Exception
{
}
