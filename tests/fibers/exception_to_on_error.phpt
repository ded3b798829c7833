--TEST--
An exception, before or after a suspension, goes to onError with the connection; the connection lives on
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/",
        onOpen: fn ($c) => throw new Exception("in open"),
        onMessage: function ($c, $m) {
            if ($m === "late") { delay(0.001); }
            $m === "type" ? strlen([]) : ($m === "undefined" ? no_such_function() : throw new RuntimeException($m));
        },
        onClose: fn ($c) => throw new Exception("in close"),
        onError: function (Connection $c, Throwable $e) { delay(0); echo get_class($e), ": ", $e->getMessage(), "\n"; $c->send($e->getMessage()); });
    $server->on("error", fn () => print "not here\n");
');
$client = $server->ws();
foreach (['early', 'late', 'type', 'undefined'] as $message) {
    $client->text($message);
    $client->message();
}
$client->message();
$client->close();
$server->await('/in close/');
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out), implode(preg_grep('/ error: /', explode("\n", $server->err)));
?>
--EXPECT--
Exception: in open
RuntimeException: early
RuntimeException: late
TypeError: strlen(): Argument #1 ($string) must be of type string, array given
Error: Call to undefined function no_such_function()
Exception: in close
