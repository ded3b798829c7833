--TEST--
delay(0): gives way to what else is due
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->after(0.01, function () use ($server) {
        foreach (["a", "b", "c"] as $name) {
            $server->defer(function () use ($name, &$ended) {
                foreach ([1, 2, 3] as $i) { echo "$name$i "; delay(0); }
                if (++$ended === 3) { echo "done\n"; }
            });
        }
    });
');
$server->await('/done/');
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
a1 b1 c1 a2 b2 c2 a3 b3 c3 done
