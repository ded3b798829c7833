--TEST--
cors: options that cannot be meant are refused
--EXTENSIONS--
rtws
--FILE--
<?php
use Rtws\RtServer;

foreach ([
    5, null, [], ['https://a.org', 5], 'https://a.org/', ['https://a.org', 'b.org/path'], 'https://*.a.org', "a\0b",
    ['origins' => '*', 'credentials' => true], ['credentials' => true], ['origins' => []], ['origin' => '*'],
    ['origins' => '*', 'methods' => 'GET, PUT'], ['origins' => '*', 'headers' => ["X\r\n"]], ['origins' => '*', 'expose' => 5],
    ['origins' => '*', 'max_age' => -1], ['origins' => '*', 'max_age' => '1'],
] as $cors) {
    try {
        (new RtServer())->http('GET', '/', fn () => 1, ['cors' => $cors]);
        echo "accepted\n";
    } catch (Rtws\InvalidOption $e) {
        echo str_replace("\0", '\0', $e->getMessage()), "\n";
    }
}
foreach ([
    fn () => new RtServer(options: ['cors' => 5]),
    fn () => (new RtServer())->files('/', __DIR__, ['cors' => 5]),
    fn () => (new RtServer())->http('GET', '/', fn () => 1, ['body' => -1]),
    fn () => (new RtServer())->http('GET', '/', fn () => 1, ['bodies' => 1]),
] as $attempt) {
    try {
        $attempt();
        echo "accepted\n";
    } catch (Rtws\InvalidOption $e) {
        echo $e->getMessage(), "\n";
    }
}
?>
--EXPECT--
Option "cors" must be a bool, an origin, a list of origins, or an array with "origins", 5 given
Option "cors" must be a bool, an origin, a list of origins, or an array with "origins", null given
Option "cors" must be a bool, an origin, a list of origins, or an array with "origins", array given
Option "cors" must be a bool, an origin, a list of origins, or an array with "origins", array given
Option "cors" must be made of origins without a path, such as "https://example.org", of host names, or "*", "https://a.org/" given
Option "cors" must be made of origins without a path, such as "https://example.org", of host names, or "*", "b.org/path" given
Option "cors" must be made of origins without a path, such as "https://example.org", of host names, or "*", "https://*.a.org" given
Option "cors" must be a bool, an origin, a list of origins, or an array with "origins", "a" given
Option "cors.credentials" cannot be combined with origins "*": browsers refuse it, and rightly; list the origins
Option "cors" must say whom it is for: "cors.origins" is missing
Option "cors.origins" must be a string or a list of strings, array given
Unknown option "cors.origin", did you mean "cors.origins"?
Option "cors.methods" must be a name, or a list of names (RFC 9110 tokens), "GET, PUT" given
Option "cors.headers" must be a name, or a list of names (RFC 9110 tokens), array given
Option "cors.expose" must be a string or a list of strings, 5 given
Option "cors.max_age" must be an int between 0 and 31622400, -1 given
Option "cors.max_age" must be an int between 0 and 31622400, "1" given
Option "cors" must be a bool, an origin, a list of origins, or an array with "origins", 5 given
Option "cors" must be a bool, an origin, a list of origins, or an array with "origins", 5 given
Option "body" must be an int between 0 and 1073741824, -1 given
Unknown option "bodies", did you mean "body"?
