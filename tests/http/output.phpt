--TEST--
Output printed in a route goes to stdout, never into the answer
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/", function () { echo "printed\n"; print "more\n"; flush(); return "body"; });
');
$client = new HttpClient($server->port);
$client->send('GET', '/', ['Connection' => 'close']);
$rest = $client->socket->rest();
var_dump(str_ends_with($rest, "\r\n\r\nbody"), str_contains($rest, 'printed'));
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
bool(true)
bool(false)
printed
more
