--TEST--
http(): a value that is no answer is 500, and the reason in the log
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $values = ["bool" => true, "float" => 1.5, "object" => new stdClass, "closure" => fn () => 0, "low" => 199, "high" => 600,
        "bytes" => ["\xff"], "nan" => [NAN]];
    foreach ($values as $name => $value) {
        $server->http("GET", "/$name", fn () => $value);
    }
    $server->http("GET", "/loop", function () { $loop = []; $loop[] = &$loop; return $loop; });
');
foreach (['bool', 'float', 'object', 'closure', 'low', 'high', 'bytes', 'nan', 'loop'] as $name) {
    $answer = $server->http('GET', "/$name");
    echo "$answer->status $answer->body";
}
$server->awaitLog('/Inf and NaN.*Recursion/s', 3);
$server->stop();
preg_match_all('/uncaught in an HTTP route: (.*) in /', $server->err, $matches);
echo implode("\n", $matches[1]), "\n";
?>
--EXPECT--
500 500 Internal Server Error
500 500 Internal Server Error
500 500 Internal Server Error
500 500 Internal Server Error
500 500 Internal Server Error
500 500 Internal Server Error
500 500 Internal Server Error
500 500 Internal Server Error
500 500 Internal Server Error
TypeError: A route must return an array, JsonSerializable, string, int, Rtws\Response, Traversable or null, bool returned
TypeError: A route must return an array, JsonSerializable, string, int, Rtws\Response, Traversable or null, float returned
TypeError: A route must return an array, JsonSerializable, string, int, Rtws\Response, Traversable or null, stdClass returned
TypeError: A route must return an array, JsonSerializable, string, int, Rtws\Response, Traversable or null, Closure returned
ValueError: A route returned the status 199, which is not between 200 and 599
ValueError: A route returned the status 600, which is not between 200 and 599
JsonException: Cannot send as JSON: Malformed UTF-8 characters, possibly incorrectly encoded
JsonException: Cannot send as JSON: Inf and NaN cannot be JSON encoded
JsonException: Cannot send as JSON: Recursion detected
