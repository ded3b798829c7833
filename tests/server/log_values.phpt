--TEST--
The option log: a file that cannot be written is refused
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

try {
    new Rtws\RtServer(options: ['log' => sys_get_temp_dir() . "/rtws-nul\0log"]);
    echo "a file name with NUL was taken\n";
} catch (Rtws\InvalidOption) {
}
@unlink(sys_get_temp_dir() . '/rtws-nul');
foreach (['/no/such/directory/log', '/', ['no', 'callable'], 'off', 'stdout', 'stderr', null, fn () => 0, ['DateTime', 'createFromFormat']] as $log) {
    attempt(fn () => new Rtws\RtServer(options: ['log' => $log]));
}
?>
--EXPECT--
Rtws\InvalidOption: Option "log" must be a file that can be written (No such file or directory), "/no/such/directory/log" given
Rtws\InvalidOption: Option "log" must be a file that can be written (Is a directory), "/" given
Rtws\InvalidOption: Option "log" must be a callable, a file name, "stderr", "stdout", "off" or null, array given
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
Rtws\RtServer
