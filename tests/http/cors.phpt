--TEST--
cors: preflights are answered, and every answer says who may read it
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $cors = ["origins" => ["https://app.example"], "headers" => ["X-Key", "Content-Type"],
        "expose" => "X-Total", "credentials" => true, "max_age" => 600];
    $server->http("GET", "/api/{id}", fn (Request $r) => $r->params, ["cors" => $cors]);
    $server->http(["PUT", "DELETE"], "/api/{id}", fn () => throw new Exception("broken"), ["cors" => $cors, "body" => 10]);
    $server->http("GET", "/open", fn () => "open");
    $server->http("*", "/any", fn () => "any", ["cors" => ["app.example", "https://two.example:8443"]]);
    $server->http("GET", "/closed", fn () => "closed", ["cors" => false]);
    $server->http("GET", "/own", fn () => new Response("own", headers: ["Access-Control-Allow-Origin" => "https://mine.example", "Vary" => "Accept"]));
    $server->http("GET", "/stream", function () { yield "s"; });
    $server->files("/files", ' . var_export(__DIR__, true) . ', ["cors" => "https://app.example"]);
', '["cors" => true]');

function cors(HttpAnswer $answer): array
{
    $seen = [$answer->status];
    foreach ($answer->headers as $name => $value) {
        if ($name === 'vary' || str_starts_with($name, 'access-control-')) {
            $seen[str_replace('access-control-', '', $name)] = $value;
        }
    }
    return $seen;
}
$preflight = fn (string $path, string $origin, string $method, array $more = []) => cors($server->http('OPTIONS', $path,
    ['Origin' => $origin, 'Access-Control-Request-Method' => $method] + $more));
$app = ['Origin' => 'https://app.example'];

$seen = $preflight('/api/1', 'https://app.example', 'PUT');
ksort($seen);
Checks::is('preflight', [204, 'allow-credentials' => 'true', 'allow-headers' => 'X-Key, Content-Type', 'allow-methods' => 'GET, HEAD, PUT, DELETE',
    'allow-origin' => 'https://app.example', 'max-age' => '600', 'vary' => 'Origin'], $seen);
Checks::is('of a stranger', [204, 'vary' => 'Origin'], $preflight('/api/1', 'https://evil.example', 'PUT'));
$all = $preflight('/open', 'https://evil.example', 'GET', ['Access-Control-Request-Headers' => 'x-a, x-b']);
Checks::is('of anybody', [204, '*', 'GET, HEAD', 'x-a, x-b'], [$all[0], $all['allow-origin'], $all['allow-methods'], $all['allow-headers']]);
$any = $preflight('/any', 'http://app.example:81', 'PATCH');
Checks::is('any method', ['http://app.example:81', 'PATCH'], [$any['allow-origin'], $any['allow-methods']]);
Checks::is('plain OPTIONS goes to the route', 'any', $server->http('OPTIONS', '/any', $app)->body);
Checks::is('closed', [204], $preflight('/closed', 'https://app.example', 'GET'));

$seen = cors($server->http('GET', '/api/1', $app));
ksort($seen);
Checks::is('answer', [200, 'allow-credentials' => 'true', 'allow-origin' => 'https://app.example', 'expose-headers' => 'X-Total', 'vary' => 'Origin'], $seen);
Checks::is('to a stranger', [200, 'vary' => 'Origin', 'expose-headers' => 'X-Total'], cors($server->http('GET', '/api/1', ['Origin' => 'https://evil.example'])));
Checks::is('to no page', [200, 'vary' => 'Origin', 'expose-headers' => 'X-Total'], cors($server->http('GET', '/api/1')));
foreach (['PUT' => [500, ''], 'DELETE' => [413, 'longer than ten bytes'], 'POST' => [405, '']] as $method => [$status, $body]) {
    $seen = cors($server->http($method, '/api/1', $app, $body));
    Checks::is("error of $method", [$status, 'https://app.example', 'Origin'], [$seen[0], $seen['allow-origin'], $seen['vary']]);
}
Checks::is('default', [200, 'allow-origin' => '*'], cors($server->http('GET', '/open')));
Checks::is('not found', [404, 'allow-origin' => '*'], cors($server->http('GET', '/nowhere', $app)));
Checks::is('off', [200], cors($server->http('GET', '/closed', $app)));
Checks::is('stream', [200, 'allow-origin' => '*'], cors($server->http('GET', '/stream', $app)));
Checks::is('the answer itself wins', [200, 'allow-origin' => 'https://mine.example', 'vary' => 'Accept'], cors($server->http('GET', '/own', $app)));
foreach (['cors.phpt' => 200, 'none' => 404] as $file => $status) {
    Checks::is($file, [$status, 'vary' => 'Origin', 'allow-origin' => 'https://app.example'], cors($server->http('GET', "/files/$file", $app)));
}
Checks::is('preflight of a file', 'GET, HEAD', $preflight('/files/x', 'https://app.example', 'GET')['allow-methods']);
$server->stop();
Checks::done();
?>
--EXPECT--
20 checks, 0 failed
