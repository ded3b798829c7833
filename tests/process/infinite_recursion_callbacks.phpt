--TEST--
infinite recursion through internal functions in a handler is an Error: the server lives
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (PHP_VERSION_ID < 80300) die('skip zend.max_allowed_stack_size is of PHP 8.3');
if (getenv('RTWS_TEST_VALGRIND')) die('skip the stack is not where PHP thinks');
?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $f = function ($n) use (&$f) { return array_map($f, [$n]); };
    $server->ws("/", onMessage: fn ($c, $m) => $m === "recurse" ? $f(0) : $c->send("alive"),
        onError: fn ($c, $e) => $c->send(get_class($e) . " " . strtok($e->getMessage(), "0123456789")));
');
$client = $server->ws();
$client->text('recurse');
echo $client->message(), "\n";
$client->text('hi');
echo $client->message(), "\n";
unset($client);
$server->stop();
?>
--EXPECT--
Error Maximum call stack size of 
alive
