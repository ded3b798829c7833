--TEST--
run(): a host without an address, and an address of another machine, are ListenFailed
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

use Rtws\RtServer;

attempt(fn () => (new RtServer('no-such-host.invalid', 0))->run());
attempt(fn () => (new RtServer('192.0.2.1', 0))->run());
?>
--EXPECT--
Rtws\ListenFailed: Cannot listen on "no-such-host.invalid": this host name has no address
Rtws\ListenFailed: Cannot listen on 192.0.2.1:0: Cannot assign requested address: this machine does not have the address
