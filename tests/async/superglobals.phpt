--TEST--
Requests leave no trace in superglobals, which are everybody's; what belongs to a request is in its object
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('amphp/amp');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    $server->http("POST", "/", function (Request $r) {
        Amp\delay(0.01 * $r->query["n"]);
        return json_encode([$r->query["n"], $r->form()["secret"], $r->cookies["c"],
            [...$_GET, ...$_POST, ...$_COOKIE, ...$_FILES, ...$_REQUEST], isset($_SERVER["REQUEST_URI"]), isset($_SERVER["HTTP_COOKIE"])]);
    });
');
$sockets = [];
foreach ([2, 1] as $n) {
    $sockets[] = $socket = $server->connect();
    $body = "secret=of+$n";
    $socket->send("POST /?n=$n HTTP/1.1\r\nHost: x\r\nCookie: c=cookie-$n\r\nConnection: close\r\n"
        . "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " . strlen($body) . "\r\n\r\n$body");
}
foreach ($sockets as $socket) {
    echo preg_replace('/^.*\r\n\r\n/s', '', $socket->rest()), "\n";
}
unset($sockets, $socket);
$server->stop();
?>
--EXPECT--
["2","of 2","cookie-2",[],false,false]
["1","of 1","cookie-1",[],false,false]
