--TEST--
Bad names and options of streams are refused with a reason
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

$server = new Rtws\RtServer('127.0.0.1', 0);
$stream = $server->stream('s');
attempt(fn () => $server->stream(''));
attempt(fn () => $server->stream(str_repeat('x', 256)));
attempt(fn () => $server->stream('s', ['lenght' => 5]));
attempt(fn () => $server->stream('s', ['length' => 0]));
attempt(fn () => $server->stream('s', ['full' => 'explode']));
attempt(fn () => $server->stream('s', ['remember' => -1]));
attempt(fn () => $stream->append(NAN));
attempt(fn () => $stream->append(1, ''));
attempt(fn () => $stream->append(1, 'id', "\n"));
attempt(fn () => $stream->consume('', 'strlen'));
attempt(fn () => $stream->consume('g', 'no such function'));
attempt(fn () => $stream->consume('g', 'strlen', ['concurrency' => 0]));
attempt(fn () => $stream->consume('g', 'strlen', ['attempts' => '3']));
attempt(fn () => $stream->consume('g', 'strlen', ['backoff' => [2, 1]]));
attempt(fn () => $stream->consume('g', 'strlen', ['backoff' => [1]]));
attempt(fn () => $stream->consume('g', 'strlen', ['backoff' => 'slow']));
attempt(fn () => $stream->consume('g', 'strlen', ['from' => 'end']));
attempt(fn () => $stream->consume('g', 'strlen', ['lease' => 0.5]));
attempt(fn () => $stream->consume('g', 'strlen', ['consumer' => 'x']));
attempt(fn () => $stream->deadLetters(0));
attempt(fn () => $stream->trim(-1));
attempt(fn () => $stream->redeliver('1-1', ''));
attempt(fn () => (new ReflectionClass('Rtws\Stream'))->newInstance());
attempt(fn () => clone $stream);
attempt(fn () => $stream->consume('g', 'strlen', ['backoff' => [0, 5], 'concurrency' => 10, 'attempts' => 1, 'from' => 'new', 'lease' => 1]));
attempt(fn () => $stream->info());
?>
--EXPECTF--
ValueError: Rtws\RtServer::stream(): Argument #1 ($name) must be a stream's name: 1 to 255 bytes of UTF-8 without control characters, "" (0 bytes) given
ValueError: Rtws\RtServer::stream(): Argument #1 ($name) must be a stream's name: 1 to 255 bytes of UTF-8 without control characters, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" (256 bytes) given
Rtws\InvalidOption: Unknown option "lenght", did you mean "length"?
Rtws\InvalidOption: Option "length" must be an int between 1 and 10000000, 0 given
Rtws\InvalidOption: Option "full" must be "refuse" or "drop-oldest", "explode" given
Rtws\InvalidOption: Option "remember" must be a number of seconds between 0 and 2.592e+6, -1 given
JsonException: Cannot send as JSON: Inf and NaN cannot be JSON encoded
ValueError: Rtws\Stream::append(): Argument #2 ($id) must be 1 to 64 bytes of UTF-8 without control characters, "" (0 bytes) given
ValueError: Rtws\Stream::append(): Argument #3 ($key) must be a key: 1 to 255 bytes of UTF-8 without control characters, "
" (1 bytes) given
ValueError: Rtws\Stream::consume(): Argument #1 ($group) must be a group's name: 1 to 255 bytes of UTF-8 without control characters, "" (0 bytes) given
TypeError: Rtws\Stream::consume(): Argument #2 ($handler) must be a valid callback, function "no such function" not found or invalid function name
Rtws\InvalidOption: Option "concurrency" must be an int between 1 and 10000, 0 given
Rtws\InvalidOption: Option "attempts" must be an int between 1 and 1000000, "3" given
Rtws\InvalidOption: Option "backoff" must be seconds between 0 and 86400, or [min, max] of them, array given
Rtws\InvalidOption: Option "backoff" must be seconds between 0 and 86400, or [min, max] of them, array given
Rtws\InvalidOption: Option "backoff" must be seconds between 0 and 86400, or [min, max] of them, "slow" given
Rtws\InvalidOption: Option "from" must be "beginning" or "new", "end" given
Rtws\InvalidOption: Option "lease" must be a number of seconds between 1 and 3600, 0.5 given
Rtws\InvalidOption: Unknown option "consumer", known are: concurrency, attempts, backoff, from, lease
ValueError: Rtws\Stream::deadLetters(): Argument #1 ($limit) must be between 1 and 100000, 0 given
ValueError: Rtws\Stream::trim(): Argument #1 ($length) must be between 0 and 10000000, -1 given
ValueError: Rtws\Stream::redeliver(): Argument #2 ($group) must be a group's name: 1 to 255 bytes of UTF-8 without control characters, "" (0 bytes) given
ReflectionException: Access to non-public constructor of class Rtws\Stream
Error: Trying to clone an uncloneable object of class Rtws\Stream
Rtws\Subscription
{"length":0,"dead":0,"groups":[]}
