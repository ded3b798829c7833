--TEST--
Options of channels() and of Channel::options(): what is wrong is named with its path
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0);
$n = 0;
foreach ([
    ['history' => -1], ['history' => 'all'], ['history' => []], ['history' => [1, 2, 3]], ['history' => [1, -1]], ['history' => [1, '5']],
    ['history' => [1, NAN]], ['history' => true], ['publish' => 1], ['subscribe' => 'yes'], ['presence' => []], ['state' => -1], ['channels' => 0],
    ['namespaces' => true], ['namespaces' => ['a']], ['namespaces' => ['' => []]], ['namespaces' => ["a\n" => []]], ['namespaces' => ['a:' => 1]],
    ['namespaces' => ['a:' => ['history' => 'x']]], ['namespaces' => ['a:' => ['publish' => 0]]], ['namespaces' => ['a:' => ['channels' => 1]]],
    ['namespaces' => ['chat:' => ['histroy' => 5]]], ['ping' => true], ['ping' => ['interval' => 0]], ['ping' => ['intervall' => 1]],
    ['onOpen' => 'no_such_function'], ['onMessage' => 'strlen'], ['unheard' => 1],
] as $options) {
    try {
        $server->channels('/c' . $n++, options: $options);
        echo 'accepted: ', json_encode($options), "\n";
    } catch (Rtws\InvalidOption $e) {
        echo preg_replace('/known are: .*/', 'known are ...', $e->getMessage()), "\n";
    }
}
echo "\n";
$channel = $server->channel('a');
foreach ([['history' => 1.5], ['ping' => false], ['state' => '1'], ['publish' => 'no']] as $options) {
    try {
        $channel->options($options);
        echo "accepted\n";
    } catch (Rtws\InvalidOption $e) {
        echo preg_replace('/known are: .*/', 'known are ...', $e->getMessage()), "\n";
    }
}
var_dump($channel->options(['history' => [5, 0.5], 'publish' => null, 'subscribe' => true, 'state' => 0]) === $channel);
?>
--EXPECT--
Option "history" must be [size, seconds], the number of publications and how long they are kept (0: for ever), a size, or false, -1 given
Option "history" must be [size, seconds], the number of publications and how long they are kept (0: for ever), a size, or false, "all" given
Option "history" must be [size, seconds], the number of publications and how long they are kept (0: for ever), a size, or false, array given
Option "history" must be [size, seconds], the number of publications and how long they are kept (0: for ever), a size, or false, array given
Option "history" must be [size, seconds], the number of publications and how long they are kept (0: for ever), a size, or false, array given
Option "history" must be [size, seconds], the number of publications and how long they are kept (0: for ever), a size, or false, array given
Option "history" must be [size, seconds], the number of publications and how long they are kept (0: for ever), a size, or false, array given
Option "history" must be [size, seconds], the number of publications and how long they are kept (0: for ever), a size, or false, bool given
Option "publish" must be a bool or null, 1 given
Option "subscribe" must be a bool or null, "yes" given
Option "presence" must be a bool or null, array given
Option "state" must be an int between 0 and 1000000, -1 given
Option "channels" must be an int between 1 and 1000000, 0 given
Option "namespaces" must be an array of options by prefix, bool given
Option "namespaces" must be an array of options by prefix, such as ["chat:" => ["history" => [100, 60]]], array given
Option "namespaces" must be an array of options by prefix, such as ["chat:" => ["history" => [100, 60]]], array given
Option "namespaces" must be an array of options by prefix, such as ["chat:" => ["history" => [100, 60]]], array given
Option "namespaces" must be an array of options by prefix, such as ["chat:" => ["history" => [100, 60]]], 1 given
Option "namespaces.a:.history" must be [size, seconds], the number of publications and how long they are kept (0: for ever), a size, or false, "x" given
Option "namespaces.a:.publish" must be a bool or null, 0 given
Unknown option "namespaces.a:.channels", known are ...
Unknown option "namespaces.chat:.histroy", did you mean "namespaces.chat:.history"?
Option "ping" must be false or an array, bool given
Option "ping.interval" must be a number of seconds between 0.05 and 86400, 0 given
Unknown option "ping.intervall", did you mean "ping.interval"?
Option "onOpen" must be a callable, "no_such_function" given
Unknown option "onMessage", did you mean "message"?
Unknown option "unheard", known are ...

Option "history" must be [size, seconds], the number of publications and how long they are kept (0: for ever), a size, or false, 1.5 given
Unknown option "ping", known are ...
Option "state" must be an int between 0 and 1000000, "1" given
Option "publish" must be a bool or null, "no" given
bool(true)
