--TEST--
The option log: a file that cannot be written is refused
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

foreach (['/no/such/directory/log', '/', "a\0b", ['no', 'callable'], 'off', 'stdout', 'stderr', null, fn () => 0, 'strlen'] as $log) {
    attempt(fn () => new Rtws\RtServer(options: ['log' => $log]));
}
@unlink('strlen');
?>
--EXPECT--
Rtws\InvalidOption: Option "log" must be a file that can be written (No such file or directory), "/no/such/directory/log" given
Rtws\InvalidOption: Option "log" must be a file that can be written (Is a directory), "/" given
Rtws\InvalidOption: Option "log" must be a callable, a file name, "stderr", "stdout", "off" or null, "a" given
Rtws\InvalidOption: Option "log" must be a callable, a file name, "stderr", "stdout", "off" or null, array given
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
