--TEST--
Rtws\Redis: exit(), a fatal error, stop() and an exception while others wait for Redis
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/redis.inc';
TestRedis::skipIfMissing();
if (getenv('RTWS_TEST_VALGRIND')) die('skip what exit() and fatal errors leave is not freed');
?>
--FILE--
<?php
require __DIR__ . '/../inc/redis_kinds.inc';

/* what a fatal error interrupts is not freed: the process ends */
putenv('ASAN_OPTIONS=' . getenv('ASAN_OPTIONS') . ':detect_leaks=0');
$redis = TestRedis::start();
foreach (['exit(3);', 'str_repeat("x", 1 << 40);', '$server->stop(0); unset($GLOBALS["redis"]);', 'throw new Error("to the log");'] as $end) {
    $server = TestServer::script('<?php
        $server = new Rtws\RtServer("127.0.0.1", 0, ["log" => "off"]);
        $redis = new Rtws\Redis("redis://127.0.0.1:' . $redis->port . '");
        $server->on("start", function () use ($server, $redis) {
            foreach ([1, 2] as $i) {
                $server->defer(function () use ($redis) {
                    try { $redis->bLPop("never", 0); } catch (Rtws\RedisUnavailable $e) { echo "unavailable\n"; } finally { echo "finally\n"; }
                });
            }
            $server->after(0.05, function () use ($server) {
                $server->after(0.05, fn () => $server->stop(0));
                ' . $end . '
            });
        });
        $server->run();
        echo "after run()\n";
    ');
    echo $end, ' ', $server->wait(), "\n", preg_replace(['/^ready.*\n/m', '/^\n?Fatal error: Allowed.*\n/m'], ['', "fatal\n"], $server->out);
    unset($server);
}
?>
--EXPECT--
exit(3); 3
finally
finally
str_repeat("x", 1 << 40); 255
fatal
$server->stop(0); unset($GLOBALS["redis"]); 0
unavailable
finally
unavailable
finally
after run()
throw new Error("to the log"); 0
unavailable
finally
unavailable
finally
after run()
