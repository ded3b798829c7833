--TEST--
A fatal error with members present and publications waiting: clients are closed, and nobody is called any more
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (getenv('USE_ZEND_ALLOC') === '0' || getenv('RTWS_TEST_VALGRIND')) die('skip memory_limit is not enforced');
?>
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels();
    $server->presence("room")->on("leave", fn ($m) => print("left\n"));
    $server->subscribe("*", fn () => 1);
    $server->after(0.3, function () use ($server) { $server->publish("c", 1); str_repeat("x", PHP_INT_MAX - 100); });
', ini: ['memory_limit=64M']);
$client = new ChannelClient($server);
$client->ask('{"action":"join","channel":"room","member":{"id":1}}');
echo $client->ws->closeCode(), ' ', $server->wait(), "\n";
echo substr_count($server->out, "left\n"), "\n";
?>
--EXPECT--
1001 255
0
