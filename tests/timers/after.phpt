--TEST--
after(): once, the shortest first; those of one time in the order they were made
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script('<?php
    $server = new Rtws\RtServer("127.0.0.1", 0, ["log" => "off"]);
    foreach (["c" => 0.06, "b" => 0.03, "a" => 0, "b2" => 0.03, "d" => 0.09] as $name => $seconds) {
        $server->after($seconds, function () use ($name) { echo "$name\n"; });
    }
    $server->after(0.12, $server->stop(...));
    $server->run();
');
var_dump($server->wait());
echo str_replace("\n", ' ', preg_replace('/^ready.*\n/m', '', $server->out)), "\n";
?>
--EXPECT--
int(0)
a b b2 c d 
