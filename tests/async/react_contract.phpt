--TEST--
What React asks of a loop holds, whether a server turns it or it turns itself at the end of the script
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('react/event-loop');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$cases = 'require ' . var_export(__DIR__ . '/../inc/react_contract.inc', true) . ';';
$alone = vendor_run($cases . 'print_contract(react_contract(), function () { echo "end\n"; });');
echo $alone;
$server = vendor_server($cases . '
    $server->on("start", function () use ($server) {
        delay(0); /* until after the ready line */
        print_contract(react_contract(), function () use ($server) { echo "end\n"; $server->stop(); });
    });
');
$server->wait();
$served = preg_replace('/^ready.*\n/', '', $server->out);
echo $served === $alone ? "the same with a server\n" : $served . $server->err;
?>
--EXPECT--
ticks in order, those they add in the next turn, after timers that are due: a b timer added
timers fire in order, not early, and not when cancelled: 1 2 3
periodic timers go on until they are cancelled: 3 [true,0.001,true]
a timer may cancel another one that is due too: first
readable and writable, each until it is removed: writable, read x, read y
the first listener of a stream stays: first
a descriptor that is used again, by a stream that nobody has removed: hello
the end of a stream is readable: end
signals, to each listener once: one 10, two 10, then, two 10
thousands of timers, most of them cancelled: 500
end
the same with a server
