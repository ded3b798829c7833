--TEST--
infinite recursion of PHP functions in a handler meets memory_limit: 1001, shutdown functions, status 255, no crash
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (getenv('USE_ZEND_ALLOC') === '0' || getenv('RTWS_TEST_VALGRIND')) die('skip memory_limit is not enforced');
?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    register_shutdown_function(fn () => print "shutdown");
    function for_ever($n) { return for_ever($n + 1) + 1; }
    $server->ws("/", onMessage: fn ($c, $m) => for_ever(0));
', '[]', ['memory_limit=32M']);
$bystander = $server->ws();
$client = $server->ws();
$client->text('now');
var_dump($bystander->closeCode());
unset($bystander, $client);
var_dump($server->wait(), str_contains($server->out, 'Allowed memory size of'), str_ends_with($server->out, 'shutdown'));
?>
--EXPECT--
int(1001)
int(255)
bool(true)
bool(true)
