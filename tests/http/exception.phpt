--TEST--
An exception in a route is 500; the trace goes to the log, not to the client
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    function deep() { throw new RuntimeException("the secret"); }
    $server->http("GET", "/throw", fn () => deep());
    $server->http("GET", "/late", function () { delay(0.001); deep(); });
    $server->http("GET", "/error", fn () => no_such_function());
    $server->http("GET", "/type", fn () => strlen([]));
    $server->http("GET", "/fine", fn () => "fine");
');
$client = new HttpClient($server->port);
foreach (['/throw', '/late', '/error', '/type', '/fine'] as $path) {
    $client->send('GET', $path);
    $answer = $client->answer();
    echo "$answer->status ", trim($answer->body), "\n";
}
$server->stop();
echo implode("\n", preg_replace('/^.*? error: (.*?) in .*?(:\d+)?$/', '$1', preg_grep('/ error: /', explode("\n", $server->err)))), "\n";
var_dump(preg_match_all('/^    #0 .*deep\(\)$/m', $server->err));
?>
--EXPECT--
500 500 Internal Server Error
500 500 Internal Server Error
500 500 Internal Server Error
500 500 Internal Server Error
200 fine
uncaught
uncaught
uncaught
uncaught
int(2)
