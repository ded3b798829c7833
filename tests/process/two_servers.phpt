--TEST--
A second server is refused while one runs, and can run after it, with what was given to it meanwhile
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script('<?php
    $one = new Rtws\RtServer("127.0.0.1", 0, ["log" => "off"]);
    $two = new Rtws\RtServer("127.0.0.1", 0, ["log" => "off"]);
    $two->http("GET", "/", fn () => "two");
    $two->http("GET", "/stop", function () use ($two) { $two->stop(); return "stopping"; });
    $one->http("GET", "/", fn () => "one");
    $one->http("GET", "/stop", function () use ($one, $two) {
        $two->after(0, fn () => print "timer of two\n");
        $two->defer(fn () => print "deferred to two\n");
        $two->stop();
        $one->stop();
        return [$two->stats()["connections"], count($two->connections())];
    });
    $one->run();
    $two->run();
    unset($one, $two);
    gc_collect_cycles();
');
echo $server->http('GET', '/')->body, ' ', $server->http('GET', '/stop')->body, "\n";
$server->await('/ready .*ready [^:]*:(\d+)\n/s', 10, $match);
$server->port = (int) $match[1];
echo $server->http('GET', '/')->body, ' ', $server->http('GET', '/stop')->body, "\n";
var_dump($server->wait());
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
one [0,0]
two stopping
int(0)
deferred to two
timer of two
