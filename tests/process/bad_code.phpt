--TEST--
what user code may do wrong, and the server goes on: destructors and onError that throw, handlers that change or take away everything
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

/* the body of an onMessage handler; then another client, and a new one, are served as before */
$deeds = [
    'TypeError' => 'strlen([]);',
    'undefined function' => 'not_there();',
    'destructor throws' => '$x = new Thrower; unset($x); echo "not here";',
    'destructor throws at the end' => '$x = new Thrower;',
    'destructor throws after a throw' => '$x = new Thrower; throw new Exception("first");',
    'onError throws' => 'throw new DomainException("to onError");',
    'generator destroyed' => '$g = (function () { try { yield 1; } finally { throw new Exception("finally"); } })(); $g->current(); unset($g);',
    'closes itself' => '$c->close(4000); $c->close(); $c->send("never"); unset($c);',
    'closes all others' => 'foreach ($server->connections("/") as $other) { $other === $c || $other === $keep ? 0 : $other->close(4001); }',
    'drops its last reference' => 'unset($GLOBALS["server"], $c, $m); gc_collect_cycles();',
    'takes the globals away' => 'foreach (array_keys($GLOBALS) as $name) { unset($GLOBALS[$name]); }',
    'error handler' => 'set_error_handler(fn ($no, $text) => throw new ErrorException($text)); error_reporting(0);',
    'uses the error handler' => 'echo $undefined;',
    'exception handler' => 'set_exception_handler(fn ($e) => print "not here"); throw new Exception("still to onError");',
    'output callback' => 'ob_start(fn () => throw new Exception("in a callback"));',
    'Fiber left behind' => '$f = new Fiber(function () { try { Fiber::suspend(); } finally { throw new Exception("Fiber"); } }); $f->start();',
    'Fiber of its own throws' => '(new Fiber(fn () => throw new Exception("own Fiber")))->start();',
    'time limit' => 'set_time_limit(1); ini_set("memory_limit", "-1");',
    'deep recursion' => '(function () { $f = fn ($n) => $n > 0 ? $f($n - 1) : 0; return $f; })(); $f = function ($n) use (&$f) { return $n > 0 ? $f($n - 1) : 0; }; $f(20000);',
    'deep callbacks' => '$f = function ($n) use (&$f) { return $n > 0 ? array_map($f, [$n - 1]) : 0; }; $f(500);',
];
$cases = '';
foreach ($deeds as $name => $deed) {
    $cases .= "case '$name': $deed break;\n";
}
$server = TestServer::start('
    final class Thrower { public function __destruct() { throw new LogicException("from the destructor"); } }
    $keep = null;
    $server->ws("/", onOpen: function ($c, $r) use (&$keep) { isset($r->query["keep"]) ? $keep = $c : 0; },
        onMessage: function ($c, $m) use ($server, &$keep) {
            if ($m === "still there?") {
                $c->send("yes");
                return;
            }
            switch ($m) { ' . $cases . ' }
        },
        onError: function ($c, $e) {
            if ($e instanceof DomainException) {
                throw $e;
            }
            echo "    ", get_class($e), ": ", strtok($e->getMessage(), ","), "\n";
        });
    $server->on("error", fn ($e) => print "    on error: " . get_class($e) . "\n");
', '["watchdog" => 20]');
$keep = $server->ws('/?keep');
foreach (array_keys($deeds) as $name) {
    $keep->text('still there?');
    $keep->message();
    $client = $server->ws();
    $client->text($name);
    $client->text('still there?');
    $answer = $client->read();
    $answer = $answer === null ? 'gone' : ($answer->opcode === WsClient::CLOSE ? $answer->code() : $answer->payload);
    $keep->text('still there?');
    $new = $server->ws();
    $new->text('still there?');
    echo "$name: $answer ", $keep->message(), ' ', $new->message(), "\n";
    $client->socket->close();
    $new->socket->close();
    $server->await('/\0/', 0.01);
    echo preg_replace('/^ready.*\n/m', '', $server->out);
    $server->out = '';
}
unset($client, $new, $keep);
$server->stop();
echo $server->out;
?>
--EXPECT--
TypeError: yes yes yes
    TypeError: strlen(): Argument #1 ($string) must be of type string
undefined function: yes yes yes
    Error: Call to undefined function not_there()
destructor throws: yes yes yes
    LogicException: from the destructor
destructor throws at the end: yes yes yes
    LogicException: from the destructor
destructor throws after a throw: yes yes yes
    LogicException: from the destructor
onError throws: yes yes yes
    on error: DomainException
generator destroyed: yes yes yes
    Exception: finally
closes itself: 4000 yes yes
closes all others: yes yes yes
drops its last reference: yes yes yes
takes the globals away: yes yes yes
error handler: yes yes yes
uses the error handler: yes yes yes
    ErrorException: Undefined variable $undefined
exception handler: yes yes yes
    Exception: still to onError
output callback: yes yes yes
Fiber left behind: yes yes yes
    Exception: Fiber
Fiber of its own throws: yes yes yes
    Exception: own Fiber
time limit: yes yes yes
deep recursion: yes yes yes
deep callbacks: yes yes yes
