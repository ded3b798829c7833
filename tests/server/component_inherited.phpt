--TEST--
ws(): a component may inherit its methods, be invokable, or answer by __call()
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    abstract class Base { public function onMessage($c, $m) { $c->send(static::class . " $m"); } }
    class Child extends Base { public function __call($name, $args) { echo "$name\n"; } }
    $server->ws("/child", new Child);
    class Invokable { public function __invoke($c, $m) { $c->send("invoked $m"); } }
    $server->ws("/invokable", onMessage: new Invokable);
    class Stat { public static function message($c, $m) { $c->send("static $m"); } }
    $server->ws("/static", onMessage: "Stat::message");
    class Magic { public function __call($name, $args) { $args[0]->send("$name $args[1]"); } }
    $server->ws("/magic", onMessage: [new Magic, "anything"]);
');
foreach (['/child', '/invokable', '/static', '/magic'] as $path) {
    $client = $server->ws($path);
    $client->text('1');
    $client->text('2');
    echo $client->message(), ', ', $client->message(), "\n";
}
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
Child 1, Child 2
invoked 1, invoked 2
static 1, static 2
anything 1, anything 2
