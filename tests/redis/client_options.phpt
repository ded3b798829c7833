--TEST--
Rtws\Redis: a DSN or option that cannot be meant is named, never the password
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/redis.inc';
TestRedis::skipIfBuiltWithout();
?>
--FILE--
<?php
use Rtws\Redis;

$given = [
    ['localhost'], ['http://u:sesame@h'], ['redis://u:ses/ame@h'], ['redis://sesame@h'], ['redis://h:port'], ['redis://h/db'], ['redis://h?x=1'],
    ['redis://a,b/1'], ['redis+sentinel://a'], ['unix://x'], [[]], [['a', 7]], [7], [['a:1', 'b:2'], ['cluster' => false]],
    ['redis://h', ['command_timout' => 1]], ['redis://h', ['prefix' => 'p']], ['redis://h', ['wait' => 'x']],
    ['redis://h', ['database' => -1]], ['redis://h', ['user' => 'bob']], ['redis://h', ['name' => 'two words']], ['redis://h', ['password' => '']],
    ['redis://h', ['tls' => 1]], ['redis://h', ['tls' => ['ca' => '/no/such/file']]], ['rediss://h', ['tls' => ['x' => 1]]], ['rediss://h', ['tls' => ['cert' => '/x']]],
    ['redis://h', ['retry_min' => 5, 'retry_max' => 1]], ['redis://h', ['sentinel' => 5]], ['unix:///x', ['tls' => true]], ['redis://h', ['cluster' => 'yes']],
];
foreach ($given as $arguments) {
    try {
        new Redis(...$arguments);
        echo "fine\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), str_contains($e->getMessage(), 'ses') ? ' PASSWORD' : '', "\n";
    }
}
foreach ([
    ['redis://:p@h:1/2'], ['rediss://[::1]'], [['a', 'b:7001']], [['redis://a', 'redis://b']],
    ['redis://h', ['command_timeout' => false, 'ping' => false, 'wait' => 1.5, 'cluster' => true]],
    ['redis+sentinel://a,b/boss/1', ['sentinel_password' => 'x', 'user' => 'u', 'password' => 'p', 'name' => 'n', 'connect_timeout' => 2, 'retry_min' => 0.1, 'retry_max' => 1]],
    ['redis://h', ['tls' => ['insecure' => true]]], ['redis://h', ['tls' => false]], ['redis://a,b', ['sentinel' => 'boss']],
] as $arguments) {
    new Redis(...$arguments);
}
echo "done\n";
?>
--EXPECT--
Rtws\InvalidOption: Redis: the DSN must begin with redis://, rediss://, unix://, redis+sentinel:// or rediss+sentinel://
Rtws\InvalidOption: Redis: the DSN must begin with redis://, rediss://, unix://, redis+sentinel:// or rediss+sentinel://, "http://" given
Rtws\InvalidOption: Redis: the DSN has a "@" behind its hosts: / ? # @ and % of user and password must be written as %2F %3F %23 %40 %25
Rtws\InvalidOption: Redis: the part of the DSN before "@" has no ":": write user:password@, or :password@ for the default user
Rtws\InvalidOption: Redis: "port" is no port: 1 to 65535
Rtws\InvalidOption: Redis: "/db" is no database: a number
Rtws\InvalidOption: Redis: unknown setting "x"
Rtws\InvalidOption: Redis: a cluster has database 0 only, 1 given
Rtws\InvalidOption: Redis: Sentinels need the name that they have for the master: redis+sentinel://host:26379/mymaster
Rtws\InvalidOption: Redis: unix:// needs an absolute path of at most 100 bytes: unix:///run/redis.sock
Rtws\InvalidOption: Redis: no server is named
Rtws\InvalidOption: Redis: a list of hosts must have strings in it
TypeError: Rtws\Redis::__construct(): Argument #1 ($dsn) must be of type array|string, int given
Rtws\InvalidOption: Redis: several hosts are a cluster or Sentinels: cluster=0 with them means nothing
Rtws\InvalidOption: Unknown option "command_timout", did you mean "command_timeout"?
Rtws\InvalidOption: Unknown option "prefix", known are: cluster, sentinel, user, password, sentinel_user, sentinel_password, name, database, tls, connect_timeout, command_timeout, ping, retry_min, retry_max, wait
Rtws\InvalidOption: Option "wait" must be a number of seconds between 0 and 86400, "x" given
Rtws\InvalidOption: Option "database" must be an int between 0 and 1000000, -1 given
Rtws\InvalidOption: Redis: user "bob" needs a password
Rtws\InvalidOption: Redis: "name" must be one word of printable ASCII
Rtws\InvalidOption: Option "password" must be a string that is not empty, "" given
Rtws\InvalidOption: Option "tls" must be a bool or an array, 1 given
Rtws\InvalidOption: Redis: "/no/such/file" cannot be used for TLS: No such file or directory
Rtws\InvalidOption: Unknown option "tls.x", known are: ca, cert, key, insecure
Rtws\InvalidOption: Redis: cert and key go together
Rtws\InvalidOption: Redis: retry_min must not be more than retry_max
Rtws\InvalidOption: Option "sentinel" must be a string that is not empty, 5 given
Rtws\InvalidOption: Redis: a Unix socket has no TLS
Rtws\InvalidOption: Option "cluster" must be a bool, "yes" given
done
