--TEST--
A Unix socket that a killed server left behind is replaced
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$path = sys_get_temp_dir() . '/rtws-' . bin2hex(random_bytes(8)) . '.sock';
$script = "<?php \$server = new Rtws\\RtServer('unix://$path'); \$server->ws('/', onMessage: fn (\$c, \$m) => \$c->send(\$m)); \$server->run();";
$server = TestServer::script($script);
$server->signal(9);
echo $server->wait(), "\n";
var_dump(file_exists($path));
$server = TestServer::script($script);
$client = $server->ws('/');
$client->text('anew');
echo $client->message(), "\n";
unset($client);
$server->stop();
clearstatcache();
var_dump(file_exists($path));
?>
--EXPECT--
137
bool(true)
anew
bool(false)
