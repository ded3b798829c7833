--TEST--
a handler that suspends inside ob_start() finds its buffer again, and only its own output in it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $waiting = [];
    $server->ws("/", onMessage: function ($c, $m) use (&$waiting) {
        [$how, $name] = explode(" ", $m);
        switch ($how) {
            case "open": /* until another handler resumes it */
                ob_start();
                echo "<$name";
                ob_start(fn ($s) => strrev($s));
                echo "abc";
                $c->send("level " . ob_get_level());
                $waiting[$name] = Fiber::getCurrent();
                Fiber::suspend();
                echo "de";
                ob_end_flush();
                echo "$name>";
                $c->send(ob_get_clean() . " level " . ob_get_level());
                break;
            case "resume": /* with a buffer of its own */
                ob_start();
                echo "[";
                $waiting[$name]->resume();
                echo "]";
                $c->send(ob_get_clean() . " level " . ob_get_level());
                break;
            case "print":
                echo "printed by $name\n";
                $c->send("level " . ob_get_level());
                break;
            case "sleep":
                ob_start();
                echo "before ";
                delay(0.01);
                echo "after";
                $c->send(ob_get_clean());
                break;
            case "fiber": /* of its own: writes where it is run */
                ob_start();
                $fiber = new Fiber(function () { echo "in "; Fiber::suspend(); echo "side"; });
                $fiber->start();
                $fiber->resume();
                $c->send(ob_get_clean());
                break;
        }
    });
');
$a = $server->ws();
$b = $server->ws();
$c = $server->ws();
$ask = function (WsClient $client, string $what) {
    $client->text($what);
    return $client->message();
};
echo 'a: ', $ask($a, 'open A'), "\n";
echo 'c: ', $ask($c, 'print c'), "\n";
echo 'b: ', $ask($b, 'open B'), "\n";
echo 'c: ', $ask($c, 'print c'), "\n";
echo 'c: ', $ask($c, 'resume A'), "\n";
echo 'a: ', $a->message(), "\n";
echo 'c: ', $ask($c, 'sleep c'), "\n";
echo 'c: ', $ask($c, 'fiber c'), "\n";
echo 'c: ', $ask($c, 'resume B'), "\n";
echo 'b: ', $b->message(), "\n";
unset($a, $b, $c);
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
var_dump(str_contains($server->err, 'buffer'));
?>
--EXPECT--
a: level 2
c: level 0
b: level 2
c: level 0
c: [] level 0
a: <AedcbaA> level 0
c: before after
c: in side
c: [] level 0
b: <BedcbaB> level 0
printed by c
printed by c
bool(false)
