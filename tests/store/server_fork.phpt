--TEST--
A server and processes that it forks share Stores and Counters made before, and nothing leaks
--EXTENSIONS--
rtws
pcntl
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $seen = new Rtws\Store("seen", 100, ["at" => Rtws\Store::INT, "by" => Rtws\Store::string(10)]);
    $total = new Rtws\Counter();
    $server->http("GET", "/fork/{name}", function (Request $request) use ($seen, $total) {
        $pid = pcntl_fork();
        if ($pid === 0) {
            $seen[$request->params["name"]] = ["at" => 5, "by" => "child"];
            $total->increment(7);
            exec("kill -9 " . getmypid());
        }
        pcntl_waitpid($pid, $status);
        return ["rows" => iterator_to_array($seen), "total" => $total->get()];
    });
    $server->http("GET", "/local", function () {
        for ($i = 0; $i < 1000; $i++) {
            $store = new Rtws\Store("local", 1000, ["n" => Rtws\Store::INT]);
            $store["x"] = ["n" => $i];
            $counter = new Rtws\Counter($i);
        }
        return [$store["x"], $counter->get()];
    });
    ');
foreach (['/fork/a', '/fork/b', '/local', '/local'] as $path) {
    echo $server->http('GET', $path)->body, "\n";
}
echo $server->stop();
?>
--EXPECT--
{"rows":{"a":{"at":5,"by":"child"}},"total":7}
{"rows":{"a":{"at":5,"by":"child"},"b":{"at":5,"by":"child"}},"total":14}
[{"n":999},999]
[{"n":999},999]
