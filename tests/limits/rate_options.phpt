--TEST--
rate: what is no rate is refused
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

foreach ([true, 10, [], [0], [10, 0], [10, 1.0, 5], ['message' => 10], ['messages' => 10, 'per' => 86401], ['messages' => 1000001],
    ['messages' => 10, 'mode' => 'leaky'], ['messages' => 10, 'answer' => 'ban'], ['messages' => 10, 'burst' => 0],
    ['messages' => 10, 'mode' => 'window', 'burst' => 20]] as $rate) {
    attempt(fn () => new RtServer(options: ['rate' => $rate]));
}
attempt(fn () => (new RtServer())->ws('/', onMessage: fn () => 0, options: ['rate_total' => [10, 'x']]));
foreach ([false, [10], [10, 2.5], [10, 'answer' => 'drop'], ['messages' => 10, 'burst' => 20, 'mode' => 'bucket', 'answer' => 'close']] as $rate) {
    attempt(fn () => new RtServer(options: ['rate' => $rate, 'rate_total' => $rate]));
}
?>
--EXPECT--
Rtws\InvalidOption: Option "rate" must be false, [messages, seconds] or an array of options, bool given
Rtws\InvalidOption: Option "rate" must be false, [messages, seconds] or an array of options, 10 given
Rtws\InvalidOption: Option "rate.messages" is missing
Rtws\InvalidOption: Option "rate.messages" must be an int between 1 and 1000000, 0 given
Rtws\InvalidOption: Option "rate.per" must be a number of seconds between 0.001 and 86400, 0 given
Rtws\InvalidOption: Options are named, but key 2 of rate is a number
Rtws\InvalidOption: Unknown option "rate.message", did you mean "rate.messages"?
Rtws\InvalidOption: Option "rate.per" must be a number of seconds between 0.001 and 86400, 86401 given
Rtws\InvalidOption: Option "rate.messages" must be an int between 1 and 1000000, 1000001 given
Rtws\InvalidOption: Option "rate.mode" must be "bucket" or "window", "leaky" given
Rtws\InvalidOption: Option "rate.answer" must be "error", "drop" or "close", "ban" given
Rtws\InvalidOption: Option "rate.burst" must be an int between 1 and 1000000, 0 given
Rtws\InvalidOption: Option "rate.burst" is for mode "bucket": a window has none
Rtws\InvalidOption: Option "rate_total.per" must be a number of seconds between 0.001 and 86400, "x" given
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
