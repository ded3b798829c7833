--TEST--
amphp/http-client in handlers: many requests at once, to this very server
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('amphp/http-client');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    use Amp\Http\Client\HttpClientBuilder;
    $client = HttpClientBuilder::buildDefault();
    $server->http("GET", "/slow/{n}", function (Request $r) { delay(0.02); return $r->params["n"]; });
    $server->http("GET", "/", function () use ($server, $client) {
        $answers = [];
        for ($i = 0; $i < 50; $i++) {
            $answers[] = Amp\async(fn () => (int) $client->request(
                new Amp\Http\Client\Request("http://127.0.0.1:$server->port/slow/$i"))->getBody()->buffer());
        }
        return json_encode(array_sum(Amp\Future\await($answers)));
    });
', ini: ['memory_limit=256M']);
echo $server->http('GET', '/')->body, "\n";
$server->stop();
echo preg_match('/error|warning/', $server->err) ? $server->err : 'nothing in the log';
?>
--EXPECT--
1225
nothing in the log
