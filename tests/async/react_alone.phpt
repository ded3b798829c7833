--TEST--
React without a server: the loop runs at the end of the script, unless it has run, was stopped, or the script has died
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

$tick = 'echo get_class(Loop::get()), "\n"; Loop::addTimer(0.001, function () { echo "in the loop\n"; });';
echo "at the end:\n", vendor_run("$tick echo \"end of script\n\";");
echo "run:\n", vendor_run("$tick Loop::run(); echo \"end of script\n\";");
echo "stopped:\n", vendor_run("$tick Loop::stop(); echo \"end of script\n\";");
echo "stopped in it:\n", vendor_run('Loop::addPeriodicTimer(0.001, function () { echo "once\n"; Loop::stop(); }); Loop::run(); echo "end of script\n";');
echo "died:\n", preg_replace('/ in .*/s', "\n", vendor_run("$tick ini_set('display_errors', '0'); undefined();"));
echo "thrown in it:\n", vendor_run('Loop::futureTick(fn () => throw new LogicException("thrown"));
    Loop::futureTick(fn () => print "later\n");
    try { Loop::run(); } catch (LogicException $e) { echo $e->getMessage(), "\n"; }
    Loop::run();');
echo "not used:\n", vendor_run('class_exists(Loop::class); echo "end of script\n";');
echo "exit:\n", vendor_run("$tick exit(0);");
?>
--EXPECT--
at the end:
Rtws\React\Loop
end of script
in the loop
run:
Rtws\React\Loop
in the loop
end of script
stopped:
Rtws\React\Loop
end of script
stopped in it:
once
end of script
died:
Rtws\React\Loop
status 255
thrown in it:
thrown
later
not used:
end of script
exit:
Rtws\React\Loop
in the loop
