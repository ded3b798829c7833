--TEST--
Rtws\Redis: who waits when the grace is over gets an exception; the object serves the next run() too
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/redis.inc';
TestRedis::skipIfMissing();
?>
--FILE--
<?php
require __DIR__ . '/../inc/redis_kinds.inc';
$redis = TestRedis::start();
$server = TestServer::script('<?php
    use Rtws\{RtServer, Redis};
    $redis = new Redis("redis://127.0.0.1:' . $redis->port . '", ["command_timeout" => false]);
    foreach ([1, 2] as $run) {
        $server = new RtServer("127.0.0.1", 0, ["log" => "off"]);
        $server->on("start", function () use ($server, $redis, $run) {
            echo "run $run " . $redis->incr("runs") . "\n";
            exec("kill -STOP ' . $redis->pid . '");
            $server->defer(function () use ($server, $redis) {
                $server->after(0.02, fn () => $server->stop(0.1));
                try { $redis->get("k"); } catch (Rtws\RedisUnavailable $e) { echo $e->getMessage(), "\n"; }
                try { $redis->get("k"); } catch (Rtws\RedisUnavailable $e) { echo $e->getMessage(), "\n"; }
                finally { echo "finally\n"; }
            });
        });
        $server->run();
        unset($server);
        gc_collect_cycles();
        exec("kill -CONT ' . $redis->pid . '");
    }
');
$server->wait();
echo preg_replace('/^ready.*\n/m', '', $server->out), $server->err;
?>
--EXPECT--
run 1 1
GET: the client of Redis has been closed; it may or may not have been executed
GET: the server has stopped; it has not been executed
finally
run 2 2
GET: the client of Redis has been closed; it may or may not have been executed
GET: the server has stopped; it has not been executed
finally
