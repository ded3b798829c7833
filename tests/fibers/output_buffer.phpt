--TEST--
ob_start() around run(): what handlers print ends in that buffer, the ready line on stdout
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script('<?php
    $server = new Rtws\RtServer("127.0.0.1", 0, ["log" => "off"]);
    $server->http("GET", "/", function () { echo "printed"; return "answer"; });
    ob_start();
    $server->run();
    echo strtoupper(ob_get_clean()), "\n";
');
echo $server->http('GET', '/')->body, "\n";
$server->stop();
echo preg_replace('/\d+$/m', 'PORT', $server->out);
?>
--EXPECT--
answer
ready 127.0.0.1:PORT
PRINTED
