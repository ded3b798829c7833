--TEST--
Namespaces: the longest prefix counts, and Channel::options() above all, for what it names
--EXTENSIONS--
rtws
--FILE--
<?php
$server = new Rtws\RtServer('127.0.0.1', 0);
$server->channels(options: ['history' => 2, 'namespaces' => [
    'a' => ['history' => 3], 'a:b:' => ['history' => [5, 0]], 'a:' => ['history' => 4], 'off' => ['history' => false], 'same' => []]]);
$kept = function (string $name) use ($server) {
    for ($i = 0; $i < 10; $i++) {
        $server->publish($name, $i);
    }
    return count($server->channel($name)->history());
};
foreach (['x', 'a', 'ab', 'a:', 'a:b', 'a:b:c', 'off', 'office', 'of', 'same', 'same/x'] as $name) {
    echo "$name ", $kept($name), "\n";
}
$server->channel('a:b:c')->options(['history' => 7]);
echo $kept('a:b:c'), ' ', $kept('a:b:d'), "\n";
$server->channel('a:b:c')->options(['state' => 1]);
echo $kept('a:b:c'), "\n";
$server->channel('a:b:c')->options(['history' => false]);
echo $kept('a:b:c'), "\n";
try {
    $server->channel("\n");
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
foreach ([fn ($c) => $c->history(0), fn ($c) => $c->history(since: 'x'), fn ($c) => $c->publish(NAN), fn ($c) => $c->publish(1, ''),
    fn ($c) => $c->publish(1, id: str_repeat('x', 65))] as $call) {
    try {
        $call($server->channel('c'));
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
x 2
a 3
ab 3
a: 4
a:b 4
a:b:c 5
off 0
office 0
of 2
same 2
same/x 2
7 5
7
0
Rtws\RtServer::channel(): Argument #1 ($name) must be a channel name: 1 to 255 bytes of UTF-8 without control characters, "
" (1 bytes) given
ValueError: Rtws\Channel::history(): Argument #1 ($limit) must be between 1 and 1000000, 0 given
ValueError: Rtws\Channel::history(): Argument #2 ($since) must be the id of a Publication, "x" given
JsonException: Cannot send as JSON: Inf and NaN cannot be JSON encoded
ValueError: Rtws\Channel::publish(): Argument #2 ($event) must be 1 to 64 bytes of UTF-8 without control characters, "" (0 bytes) given
ValueError: Rtws\Channel::publish(): Argument #4 ($id) must be 1 to 64 bytes of UTF-8 without control characters, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" (65 bytes) given
