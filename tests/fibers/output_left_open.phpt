--TEST--
ob_start() left open in a handler: flushed to stdout when it ends, with a line in the log; nobody else's output is in it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c, $m) {
        match ($m) {
            "one" => ob_start(),
            "three" => [ob_start(), print("1"), ob_start(fn ($s) => strtoupper($s)), print("b"), ob_start(null, 0, 0)],
            "throw" => [ob_start(), print("thrown "), throw new LogicException("no")],
            "callback throws" => ob_start(fn ($s) => throw new DomainException("callback")),
            "other" => null,
        };
        echo "$m\n";
        $c->send(ob_get_level() . " of $m");
    }, onError: function ($c, $e) { echo $e->getMessage(), "\n"; $c->send("error"); },
       handshake: function () { ob_start(); echo "handshake\n"; return true; });
    $server->http("GET", "/", function () { ob_start(); echo "route\n"; return "level " . ob_get_level(); });
');
$client = $server->ws();
foreach (['one', 'other', 'three', 'other', 'throw', 'other', 'callback throws', 'other'] as $message) {
    $client->text($message);
    echo $client->message(), "\n";
}
echo $server->http('GET', '/')->body, "\n";
$client->close();
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
echo preg_replace('/^.*?(?=(warning|error):)/m', '', preg_replace('/^.* info: .*\n|^ .*\n/m', '', $server->err));
?>
--EXPECT--
1 of one
0 of other
3 of three
0 of other
error
0 of other
1 of callback throws
0 of other
level 1
handshake
one
other
1BTHREE
other
thrown no
other
callback throws
other
route
warning: a handler left 1 output buffer open: flushed
warning: a handler left 1 output buffer open: flushed
warning: a handler left 3 output buffers open: flushed
warning: a handler left 1 output buffer open: flushed
error: uncaught in the callback of an output buffer: DomainException
warning: a handler left 1 output buffer open: flushed
warning: a handler left 1 output buffer open: flushed
