--TEST--
Response::redirect() and withCookie(): what is sent, and what is refused
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';
use Rtws\Response;

$server = TestServer::start('
    $server->http("GET", "/old", fn () => Response::redirect("/new?a=1#x"));
    $server->http("GET", "/odd", fn () => Response::redirect("https://example.org/a b\"<é>", 308));
    $server->http("GET", "/login", fn () => (new Response("in", headers: ["set-cookie" => "own=1"]))
        ->withCookie("id", "a b;é=")
        ->withCookie("theme", "dark", ["max_age" => 3600, "path" => "/app", "domain" => "localhost", "secure" => true,
            "http_only" => false, "same_site" => "None"]));
    $server->http("GET", "/logout", fn () => Response::redirect("/")->withCookie("id", "", ["max_age" => 0, "same_site" => "Strict"]));
    $server->http("GET", "/stream", fn () => Response::stream(fn ($out) => $out->write("x"))->withCookie("s", "1"));
    $server->http("GET", "/who", fn (Request $r) => $r->cookies);
');
$answer = $server->http('GET', '/old');
Checks::is('redirect', [302, '/new?a=1#x', ''], [$answer->status, $answer->headers['location'], $answer->body]);
$answer = $server->http('GET', '/odd');
Checks::is('encoded', [308, 'https://example.org/a%20b%22%3C%C3%A9%3E'], [$answer->status, $answer->headers['location']]);
$answer = $server->http('GET', '/login');
Checks::is('cookies', 'own=1, id=a%20b%3B%C3%A9%3D; Path=/; HttpOnly; SameSite=Lax, theme=dark; Max-Age=3600; Path=/app; '
    . 'Domain=localhost; Secure; SameSite=None', $answer->headers['set-cookie']);
Checks::is('beside the body', 'in', $answer->body);
Checks::is('there and back', '{"id":"a b;é="}', json_encode(json_decode($server->http('GET', '/who', ['Cookie' => 'id=a%20b%3B%C3%A9%3D'])->body), JSON_UNESCAPED_UNICODE));
$answer = $server->http('GET', '/logout');
Checks::is('removed', [302, 'id=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict'], [$answer->status, $answer->headers['set-cookie']]);
Checks::is('of a stream', 's=1; Path=/; HttpOnly; SameSite=Lax', $server->http('GET', '/stream')->headers['set-cookie']);
$server->stop();

$response = new Response('body', 201, ['X' => 'y']);
$copy = $response->withCookie('a', 'b');
Checks::is('the one it was made from', ['X' => 'y'], $response->headers);
Checks::is('the copy', [['X' => 'y', 'Set-Cookie' => ['a=b; Path=/; HttpOnly; SameSite=Lax']], 201, 'body'], [$copy->headers, $copy->status, $copy->body]);
$list = (new Response(headers: ['Set-Cookie' => ['a=1', 'b=2']]))->withCookie('c', '3', ['http_only' => false]);
Checks::is('behind a list', ['a=1', 'b=2', 'c=3; Path=/; SameSite=Lax'], $list->headers['Set-Cookie']);
foreach ([
    fn () => Response::redirect(''),
    fn () => Response::redirect("/a\r\nX: y"),
    fn () => Response::redirect('/', 300),
    fn () => $response->withCookie('', 'x'),
    fn () => $response->withCookie('a=b', 'x'),
    fn () => $response->withCookie('a', 'x', ['expires' => 5]),
    fn () => $response->withCookie('a', 'x', ['max_age' => -1]),
    fn () => $response->withCookie('a', 'x', ['path' => "/;x"]),
    fn () => $response->withCookie('a', 'x', ['domain' => "a\nb"]),
    fn () => $response->withCookie('a', 'x', ['same_site' => 'lax']),
    fn () => $response->withCookie('a', 'x', ['same_site' => 'None']),
    fn () => (new ReflectionClass(Response::class))->newInstanceWithoutConstructor()->withCookie('a', 'x'),
] as $attempt) {
    try {
        var_dump($attempt());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
Checks::done();
?>
--EXPECT--
ValueError: Rtws\Response::redirect(): Argument #1 ($to) must be an address without control characters, "" given
ValueError: Rtws\Response::redirect(): Argument #1 ($to) must be an address without control characters, "/a
X: y" given
ValueError: Rtws\Response::redirect(): Argument #2 ($status) must be 301, 302, 303, 307 or 308, the statuses that redirect, 300 given
ValueError: Rtws\Response::withCookie(): Argument #1 ($name) must be letters, digits and !#$%&'*+-.^_`|~, "" given
ValueError: Rtws\Response::withCookie(): Argument #1 ($name) must be letters, digits and !#$%&'*+-.^_`|~, "a=b" given
Rtws\InvalidOption: Unknown option "expires", known are: max_age, path, domain, secure, http_only, same_site
Rtws\InvalidOption: Option "max_age" must be an int between 0 and 4000000000, -1 given
Rtws\InvalidOption: Option "path" must be printable ASCII without ";", "/;x" given
Rtws\InvalidOption: Option "domain" must be printable ASCII without ";", "a
b" given
Rtws\InvalidOption: Option "same_site" must be "Lax", "Strict" or "None", "lax" given
Rtws\InvalidOption: Option "same_site" must be "Lax" or "Strict" unless "secure" is true, as browsers refuse it, "None" given
Error: The Response was never constructed
10 checks, 0 failed
