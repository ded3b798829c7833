--TEST--
workers: connections are spread over processes, each with its number; code after run() is the master's
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$server = TestServer::script('<?php
    $server = new Rtws\RtServer("127.0.0.1", 0, ["workers" => 3]);
    register_shutdown_function(fn () => print "shutdown of " . $server->workerId . (defined("OVER") ? " at the end" : " early") . "\n");
    ' . WHO . '
    $server->run();
    define("OVER", true);
    echo "after run()\n";
');
$seen = [];
for ($i = 0; $i < 300 && count($seen) < 3; $i++) {
    $who = who($server);
    $seen[$who->worker] = $who->pid;
}
ksort($seen);
var_dump(array_keys($seen), count(array_unique($seen)), in_array($server->pid, $seen));
$server->stop();
echo preg_replace('/^ready .*\n/m', '(ready) ', $server->out);
?>
--EXPECT--
array(3) {
  [0]=>
  int(0)
  [1]=>
  int(1)
  [2]=>
  int(2)
}
int(3)
bool(false)
(ready) after run()
shutdown of 0 at the end
