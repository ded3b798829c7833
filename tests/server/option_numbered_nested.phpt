--TEST--
RtServer: a numbered key inside of an option is told with the name of that option
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

attempt(fn () => new Rtws\RtServer(options: ['limits' => [5]]));
?>
--EXPECT--
Rtws\InvalidOption: Options are named, but key 0 of limits is a number
