--TEST--
A pooled Fiber that a handler kept and resumes or throws into later does no harm
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/", fn (Request $r) => "served");
    $server->http("GET", "/keep", function () use (&$kept) { $kept[] = Fiber::getCurrent(); delay(0.001); return "kept"; });
    $server->http("GET", "/use", function (Request $r) use (&$kept) {
        $said = [];
        foreach ($kept as $fiber) {
            if ($fiber === Fiber::getCurrent()) { continue; }
            foreach ([fn () => $fiber->resume(1), fn () => $fiber->throw(new LogicException("x")), fn () => $fiber->resume(1)] as $try) {
                try { $try(); $said[] = "fine"; } catch (Throwable $e) { $said[] = $e::class; }
            }
        }
        return array_unique($said);
    });
');
$clients = [];
for ($i = 0; $i < 5; $i++) {
    $clients[$i] = new HttpClient($server->port);
    $clients[$i]->send('GET', '/keep');
}
foreach ($clients as $client) {
    $client->answer();
}
echo $server->http('GET', '/use')->status, "\n";
for ($i = 0; $i < 5; $i++) {
    echo $server->http('GET', '/')->body, "\n";
}
unset($client, $clients);
$server->stop();
?>
--EXPECT--
200
served
served
served
served
served
