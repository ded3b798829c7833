--TEST--
3000 requests, with bodies, errors and suspensions, leave no memory behind
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("POST", "/body", fn (Request $r) => ["got" => $r->json(), "query" => $r->query]);
    $server->http("GET", "/late/{x}", function (Request $r) { delay(0); return $r->params; });
    $server->http("GET", "/throw", fn () => throw new Exception("x"));
    $server->http("GET", "/file", fn () => Response::file(__FILE__, ["X" => ["a", "b"]]));
    $server->http("GET", "/memory", function () { gc_collect_cycles(); return (string) memory_get_usage(); });
', '["log" => "off"]');
$client = new HttpClient($server->port);
function requests(HttpClient $client, int $count): int
{
    for ($i = 0; $i < $count; $i += 5) {
        $client->send('POST', "/body?a[]=$i", ['Cookie' => "a=$i"], json_encode(['x' => $i]));
        $client->send('GET', "/late/$i");
        $client->send('GET', '/throw');
        $client->send('GET', '/file');
        $client->send('GET', '/none');
        for ($k = 0; $k < 5; $k++) {
            $client->answer();
        }
    }
    $client->send('GET', '/memory');
    return (int) $client->answer()->body;
}
$before = requests($client, 200);
$after = requests($client, 3000);
echo $after - $before < 20000 ? "no growth\n" : 'grew by ' . ($after - $before) . "\n";
unset($client);
$server->stop();
?>
--EXPECT--
no growth
