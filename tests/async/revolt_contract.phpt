--TEST--
What Revolt asks of a driver holds, whether a server turns the loop or it turns itself
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('revolt/event-loop');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$cases = 'require ' . var_export(__DIR__ . '/../inc/revolt_contract.inc', true) . ';';
$alone = vendor_run($cases . '
    EventLoop::queue(fn () => print_contract(revolt_contract()));
    EventLoop::run();
', ['zend.assertions=1']);
echo $alone;

$server = vendor_server($cases . '
    $server->on("start", function () use ($server) {
        delay(0); /* until after the ready line */
        print_contract(revolt_contract());
        $server->stop();
    });
', ini: ['zend.assertions=1']);
$server->wait();
$served = preg_replace('/^ready.*\n/', '', $server->out);
echo $served === $alone ? "the same with a server\n" : $served . $server->err;
?>
--EXPECT--
microtasks, then defer, then timers: queue defer delay
what a callback adds is not called in the same tick: first microtask second
timers fire in order, not early, and not when cancelled: 1 2 3
repeat goes on until it is cancelled: 3
disable and enable: 0 1
what is known of a callback: Repeat [true,true,true,false] gone
several callbacks of one descriptor: write; write, read 2
a descriptor that is used again, by a stream that nobody has cancelled: hello again
the end of a stream is readable: 1
a file is always ready: <?php
a stream that is closed is an error of its callback alone: TypeError
signals, to all their callbacks, until they are cancelled: 1st 10, 1st 10, 2nd 10, other 28
a signal that cannot be caught: There is no signal 65
suspensions: resume, resume beforehand, throw: a b
a callback that suspends stops no other: fast slow
callbacks must return null, errors go to the handler: Revolt\EventLoop\InvalidCallbackError DomainException
thousands of timers: 3000
the same with a server
