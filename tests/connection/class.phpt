--TEST--
Connection: not constructible, clonable or serialisable; its facts are readonly
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    class Sub extends Connection {}
    class Own extends Connection { public function __construct() {} }
    $server->ws("/", onMessage: function ($c, $m) {
        $try = [
            fn () => new Connection, fn () => new Sub, fn () => clone $c, fn () => serialize($c), fn () => serialize([$c]), fn () => var_export(unserialize("O:15:\"Rtws\Connection\":0:{}")),
            fn () => $c->id = "x", fn () => $c->resourceId = 1, fn () => $c->remoteAddress = "x", fn () => $c->protocol = "x",
            function () use ($c) { unset($c->id); }, fn () => $c->__construct(),
        ];
        foreach ($try as $f) {
            try { $f(); $c->send("done"); } catch (Throwable $e) { $c->send($e->getMessage()); }
        }
    });
    foreach ([new Own, (new ReflectionClass(Connection::class))->newInstanceWithoutConstructor()] as $false) {
        $false->close();
        $false->pause();
        var_dump($false->isOpen(), $false->send("x"), $false->latency());
        try { $false->request(); } catch (Rtws\IllegalState $e) { echo $e->getMessage(), "\n"; }
        try { $false->id; } catch (Error $e) { echo $e->getMessage(), "\n"; }
    }
');
$client = $server->ws();
$client->text('');
for ($i = 0; $i < 12; $i++) {
    echo $client->message(), "\n";
}
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
Call to private Rtws\Connection::__construct() from global scope
Call to private Rtws\Connection::__construct() from global scope
Trying to clone an uncloneable object of class Rtws\Connection
Serialization of 'Rtws\Connection' is not allowed
Serialization of 'Rtws\Connection' is not allowed
Unserialization of 'Rtws\Connection' is not allowed
Cannot modify readonly property Rtws\Connection::$id
Cannot modify readonly property Rtws\Connection::$resourceId
Cannot modify readonly property Rtws\Connection::$remoteAddress
Cannot modify readonly property Rtws\Connection::$protocol
Cannot unset readonly property Rtws\Connection::$id
Call to private method Rtws\Connection::__construct() from global scope
bool(false)
bool(false)
NULL
This connection has no request
Typed property Rtws\Connection::$id must not be accessed before initialization
bool(false)
bool(false)
NULL
This connection has no request
Typed property Rtws\Connection::$id must not be accessed before initialization
