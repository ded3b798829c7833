--TEST--
unix://@name listens in the abstract name space, where there is no file
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$name = 'rtws-' . bin2hex(random_bytes(8));
$code = "<?php \$server = new Rtws\\RtServer('unix://@$name', 0, ['log' => 'off']); \$server->http('GET', '/', fn (\$r) => \$r->remoteAddress); \$server->run();";
$server = TestServer::script($code);
echo str_replace($name, 'NAME', $server->out);
echo HttpClient::once("unix://\0$name", 'GET', '/')->body, "\n";
$second = TestServer::script(str_replace('$server->run();', 'try { $server->run(); } catch (Rtws\ListenFailed $e) { echo $e->getMessage(); }', $code));
$second->wait();
echo str_replace($name, 'NAME', $second->out), "\n";
$server->stop();
?>
--EXPECT--
ready unix://@NAME
unix:
Cannot listen on unix://@NAME: Address already in use; another program listens there
