--TEST--
What callbacks of React throw, and rejections that nobody handles, go to on('error'); the server and other callbacks go on
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('react/event-loop', 'react/promise');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    $server->on("error", function (Throwable $e) { delay(0.001); echo $e->getMessage(), "\n"; });
    $server->http("GET", "/", function () {
        [$a, $b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        Loop::futureTick(fn () => throw new LogicException("tick"));
        Loop::futureTick(function () { echo "other tick\n"; });
        Loop::addTimer(0.001, fn () => throw new LogicException("timer"));
        Loop::addReadStream($a, function ($a) { Loop::removeReadStream($a); throw new LogicException("stream"); });
        fwrite($b, "x");
        Loop::addPeriodicTimer(0.002, function ($timer) {
            static $count = 0;
            if (++$count === 3) {
                Loop::cancelTimer($timer);
                echo "three times\n";
            }
            throw new LogicException("periodic $count");
        });
        React\Promise\reject(new LogicException("rejected"));
        delay(0.05);
        return "alive";
    });
');
echo $server->http('GET', '/')->body, "\n";
$server->await('/periodic 3/');
$server->stop();
$lines = explode("\n", trim(preg_replace('/^ready.*\n/', '', $server->out)));
sort($lines);
print_r($lines);
?>
--EXPECT--
alive
Array
(
    [0] => other tick
    [1] => periodic 1
    [2] => periodic 2
    [3] => periodic 3
    [4] => rejected
    [5] => stream
    [6] => three times
    [7] => tick
    [8] => timer
)
