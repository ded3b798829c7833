--TEST--
exit(3) in any handler: clients get 1001, shutdown functions and destructors run, status 3
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$places = [
    'onMessage' => '$server->ws("/", onMessage: fn () => exit(3));',
    'onMessage, late' => '$server->ws("/", onMessage: function () { delay(0.001); exit(3); });',
    'onOpen' => '$server->ws("/", onOpen: fn ($c, $r) => isset($r->query["n"]) && exit(3));',
    'onClose' => '$server->ws("/", onClose: fn () => exit(3));',
    'onError' => '$server->ws("/", onMessage: fn () => throw new Exception, onError: fn () => exit(3));',
    'handshake' => '$server->ws("/", handshake: fn ($r) => isset($r->query["n"]) ? exit(3) : true);',
    'route' => '$server->ws("/"); $server->http("GET", "/route", fn () => exit(3));',
    'route, late' => '$server->ws("/"); $server->http("GET", "/route", function () { delay(0.001); exit(3); });',
    'timer' => '$server->ws("/", onMessage: fn () => $GLOBALS["server"]->after(0.001, fn () => exit(3)));',
    'error event' => '$server->on("error", fn () => exit(3)); $server->ws("/", onMessage: fn () => throw new Exception);',
];
foreach ($places as $name => $code) {
    $server = TestServer::script('<?php
        use function Rtws\delay;
        class Gone { public function __destruct() { echo "destructed "; } }
        $gone = new Gone;
        $server = new Rtws\RtServer("127.0.0.1", 0);
        register_shutdown_function(fn () => print "shutdown ");
        $server->on("stop", fn () => print "no stop handler ");
        ' . $code . '
        $server->run();
        echo "not here";
    ');
    $bystander = $server->ws();
    $client = $server->connect();
    $client->send(str_contains($name, 'route') ? "GET /route HTTP/1.1\r\nHost: a\r\n\r\n" : WsClient::handshake('/?n=1'));
    $client->send(WsClient::frame(WsClient::TEXT, 'now'));
    if ($name === 'onClose') {
        $client->until("\r\n\r\n");
        $client->close();
    }
    $code = $bystander->closeCode(5);
    $client->close();
    $bystander->socket->close();
    echo "$name: $code ", $server->wait(8) ?? 'hangs', ' ', preg_replace('/^ready.*\n/', '', $server->out), "\n";
}
?>
--EXPECT--
onMessage: 1001 3 shutdown destructed 
onMessage, late: 1001 3 shutdown destructed 
onOpen: 1001 3 shutdown destructed 
onClose: 1001 3 shutdown destructed 
onError: 1001 3 shutdown destructed 
handshake: 1001 3 shutdown destructed 
route: 1001 3 shutdown destructed 
route, late: 1001 3 shutdown destructed 
timer: 1001 3 shutdown destructed 
error event: 1001 3 shutdown destructed 
