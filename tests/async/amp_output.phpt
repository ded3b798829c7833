--TEST--
Output buffers: a handler, and what it starts with async(), find their own output and nobody else's
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('amphp/amp');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    $server->http("GET", "/{name}", function (Request $r) {
        $name = $r->params["name"];
        ob_start();
        echo "<$name";
        $one = Amp\async(function () use ($name) {
            ob_start();
            echo "(one";
            Amp\delay(0.003);
            echo " of $name)";
            return ob_get_clean();
        });
        $two = Amp\async(function () use ($name) {
            ob_start();
            echo "(two";
            for ($i = 0; $i < 5; $i++) {
                Amp\delay(0.001);
                echo ".";
            }
            echo " of $name)";
            return ob_get_clean();
        });
        Amp\delay(0.002);
        echo "|";
        $text = $one->await();
        echo $two->await(), $text, " $name>";
        return ob_get_clean() . " level " . ob_get_level();
    });
    $server->http("GET", "/nested", function () {
        ob_start();
        echo "a";
        $fiber = new Fiber(function () {
            echo "b";
            ob_start();
            echo "c";
            Fiber::suspend();
            echo "d";
            $inner = ob_get_clean();
            echo "[$inner]";
        });
        $fiber->start();
        echo "e";
        Amp\delay(0.001);
        $fiber->resume();
        echo "f";
        return ob_get_clean() . " level " . ob_get_level();
    });
    $server->http("GET", "/callback", function () {
        $done = new DeferredFuture();
        ob_start();
        EventLoop::queue(function () use ($done) {
            echo "to stdout\n";
            $done->complete();
        });
        $done->getFuture()->await();
        return ob_get_clean() . "level " . ob_get_level();
    });
');
$sockets = [];
foreach (['A', 'B', 'nested', 'C', 'nested', 'callback'] as $name) {
    $sockets[] = $socket = $server->connect();
    $socket->send("GET /$name HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
}
foreach ($sockets as $socket) {
    echo preg_replace('/^.*\r\n\r\n/s', '', $socket->rest()), "\n";
}
unset($sockets, $socket);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
var_dump(str_contains($server->err, 'buffer'));
?>
--EXPECT--
<A|(two..... of A)(one of A) A> level 0
<B|(two..... of B)(one of B) B> level 0
abe[cd]f level 0
<C|(two..... of C)(one of C) C> level 0
abe[cd]f level 0
level 0
to stdout
bool(false)
