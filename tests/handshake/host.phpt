--TEST--
option host: an endpoint for requests to one host; one path for several hosts
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';

use Rtws\RtServer;

$server = TestServer::start('
    $say = fn (string $what) => fn (Connection $c) => $c->send($what);
    $server->ws("/", onOpen: $say("one"), options: ["host" => "one.example"]);
    $server->ws("/", onOpen: $say("two"), options: ["host" => "Two.example"]);
    $server->ws("/", onOpen: $say("any"));
    $server->ws("/only", onOpen: $say("only"), options: ["host" => "one.example"]);
', '["trusted_proxies" => "127.0.0.1"]');
$at = static function (string $path, array $headers) use ($server): string {
    try {
        return $server->ws($path, $headers)->message();
    } catch (RuntimeException $e) {
        return $e->getMessage();
    }
};
Checks::is('one', 'one', $at('/', ['Host' => 'one.example']));
Checks::is('with a port', 'one', $at('/', ['Host' => 'ONE.example:8080']));
Checks::is('two', 'two', $at('/', ['Host' => 'two.example']));
Checks::is('another', 'any', $at('/', ['Host' => 'three.example']));
Checks::is('as the proxy tells', 'two', $at('/', ['Host' => 'inner', 'X-Forwarded-For' => '10.0.0.1', 'X-Forwarded-Host' => 'two.example']));
Checks::is('only there', 'only', $at('/only', ['Host' => 'one.example']));
Checks::is('not elsewhere', 'handshake refused with 404', $at('/only', ['Host' => 'two.example']));
$server->stop();

$server = new RtServer();
$server->ws('/', onOpen: fn () => 0, options: ['host' => 'one.example']);
foreach (['', 'http://one.example', 'a b', 5] as $bad) {
    try {
        $server->ws('/x', onOpen: fn () => 0, options: ['host' => $bad]);
        echo "taken\n";
    } catch (Rtws\InvalidOption $e) {
        echo $e->getMessage(), "\n";
    }
}
foreach (['one.example', 'ONE.example'] as $again) {
    try {
        $server->ws('/', onOpen: fn () => 0, options: ['host' => $again]);
        echo "taken\n";
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
foreach (['Nothing', 'stdClass', 'Rtws\Connection', 'Rtws\Ratchet\Connection'] as $class) {
    try {
        $server->ws('/x', onOpen: fn () => 0, options: ['connection' => $class]);
        echo "taken\n";
    } catch (Rtws\InvalidOption $e) {
        echo $e->getMessage(), "\n";
    }
}
Checks::done();
?>
--EXPECT--
Option "host" must be a string that is not empty, "" given
Option "host" must be a host name without scheme and port, "http://one.example" given
Option "host" must be a host name without scheme and port, "a b" given
Option "host" must be a string that is not empty, 5 given
Rtws\RtServer::ws(): Argument #1 ($path) must be a path that is free, "/" is already served
Rtws\RtServer::ws(): Argument #1 ($path) must be a path that is free, "/" is already served
Option "connection" must be the name of a class that extends Rtws\Ratchet\Connection, "Nothing" given
Option "connection" must be the name of a class that extends Rtws\Ratchet\Connection, "stdClass" given
Option "connection" must be the name of a class that extends Rtws\Ratchet\Connection, "Rtws\Connection" given
Option "connection" must be the name of a class that extends Rtws\Ratchet\Connection, "Rtws\Ratchet\Connection" given
7 checks, 0 failed
