--TEST--
cluster: bad values of the option redis are refused by name, and no message has a password in it
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/redis.inc';
TestRedis::skipIfBuiltWithout();
?>
--FILE--
<?php
use Rtws\RtServer;

$options = [
    '', 'localhost', 'http://localhost', 'redis://', 'redis://:secret@host:port', 'redis://user:secret@host:70000', 'redis://user:secret@host/db', 'redis://:secret@host:1/1/2',
    'redis+sentinel://host:26379', 'unix://', 'redis://:secret@h ost', "redis://:secret@host\0", 7, true, [], 1.5,
    ['lease' => 5], ['dsn' => ['x']], ['dsn' => 'redis://:secret@host', 'leese' => 5], ['dsn' => 'redis://:secret@host', 'lease' => 0.1],
    ['dsn' => 'redis://host', 'lease' => 'soon'], ['dsn' => 'redis://host', 'queue' => -1], ['dsn' => 'redis://host', 'queue' => 1.5],
    ['dsn' => 'redis://host', 'queue_age' => 0], ['dsn' => 'redis://host', 'reply' => 1e9], ['dsn' => 'redis://host', 'messages' => 'maybe'],
    ['dsn' => 'redis://host', 'sharded' => true], ['dsn' => 'redis://host', 'prefix' => '{x}'], ['dsn' => 'redis://host', 'database' => -1],
    ['dsn' => 'redis://host', 'password' => ['secret']], ['dsn' => 'redis://host', 'password' => null], ['dsn' => 'redis://host', 5],
    ['dsn' => 'redis://host', 'connect_timeout' => 'soon'], ['dsn' => 'rediss://host', 'ca' => '/no/such/file'], ['dsn' => 'redis://host', 'ca' => '/no/such/file'],
    ['dsn' => 'redis://a,b,c', 'database' => 1], ['dsn' => 'redis://host', 'user' => 'u'],
];
$show = fn ($option) => str_replace("\0", '\0', preg_replace('/\s+/', ' ', json_encode($option, JSON_UNESCAPED_SLASHES)));
foreach ($options as $option) {
    try {
        $server = new RtServer('127.0.0.1', 0, ['redis' => $option]);
        echo $show($option), ": taken\n";
    } catch (Rtws\InvalidOption $e) {
        echo str_contains($e->getMessage(), 'secret') ? 'TELLS THE PASSWORD: ' : '', $show($option), "\n    {$e->getMessage()}\n";
    }
}
foreach ([['redis' => 'redis://host', 'server_id' => 'a b'], ['redis' => 'redis://host', 'server_id' => '{a}'], ['redis' => null, 'server_id' => 'a b']] as $option) {
    try {
        new RtServer('127.0.0.1', 0, $option);
        echo "taken\n";
    } catch (Rtws\InvalidOption $e) {
        echo $e->getMessage(), "\n";
    }
}
/* the object does not show it either */
$server = new RtServer('127.0.0.1', 0, ['redis' => ['dsn' => 'redis://user:secret@host', 'lease' => '5', 'messages' => false, 'prefix' => 'a:']]);
ob_start();
var_dump($server);
print_r((array) $server);
echo str_contains(ob_get_clean(), 'secret') ? 'shown' : 'hidden', "\n";
?>
--EXPECT--
""
    Option "redis": the DSN must begin with redis://, rediss://, unix://, redis+sentinel:// or rediss+sentinel://
"localhost"
    Option "redis": the DSN must begin with redis://, rediss://, unix://, redis+sentinel:// or rediss+sentinel://
"http://localhost"
    Option "redis": the DSN must begin with redis://, rediss://, unix://, redis+sentinel:// or rediss+sentinel://, "http://" given
"redis://"
    Option "redis": "" is no host name or address
"redis://:secret@host:port"
    Option "redis": "port" is no port: 1 to 65535
"redis://user:secret@host:70000"
    Option "redis": "70000" is no port: 1 to 65535
"redis://user:secret@host/db"
    Option "redis": "/db" is no database: a number
"redis://:secret@host:1/1/2"
    Option "redis": "/1/2" is no database: a number
"redis+sentinel://host:26379"
    Option "redis": Sentinels need the name that they have for the master: redis+sentinel://host:26379/mymaster
"unix://"
    Option "redis": unix:// needs an absolute path of at most 100 bytes: unix:///run/redis.sock
"redis://:secret@h ost"
    Option "redis": "h ost" is no host name or address
"redis://:secret@host\u0000"
    Option "redis": "host" is no host name or address
7
    Option "redis": must have a "dsn" like "redis://127.0.0.1:6379"
true
    Option "redis": must have a "dsn" like "redis://127.0.0.1:6379"
[]
    Option "redis": must have a "dsn" like "redis://127.0.0.1:6379"
1.5
    Option "redis": must have a "dsn" like "redis://127.0.0.1:6379"
{"lease":5}
    Option "redis": must have a "dsn" like "redis://127.0.0.1:6379"
{"dsn":["x"]}
    Option "redis": must have a "dsn" like "redis://127.0.0.1:6379"
{"dsn":"redis://:secret@host","leese":5}
    Option "redis": unknown setting "leese"
{"dsn":"redis://:secret@host","lease":0.1}
    Option "redis": lease must be a number of seconds from 0.5 to 86400, it is "0.1"
{"dsn":"redis://host","lease":"soon"}
    Option "redis": lease must be a number of seconds from 0.5 to 86400, it is "soon"
{"dsn":"redis://host","queue":-1}
    Option "redis": queue must be a whole number from 0 to 10000000, it is "-1"
{"dsn":"redis://host","queue":1.5}
    Option "redis": queue must be a whole number from 0 to 10000000, it is "1.5"
{"dsn":"redis://host","queue_age":0}
    Option "redis": queue_age must be a number of seconds from 0.001 to 86400, it is "0"
{"dsn":"redis://host","reply":1000000000}
    Option "redis": reply must be a number of seconds from 0.001 to 86400, it is "1000000000"
{"dsn":"redis://host","messages":"maybe"}
    Option "redis": messages must be true or false, it is "maybe"
{"dsn":"redis://host","sharded":true}
    Option "redis": sharded is for a cluster; this is the address of none
{"dsn":"redis://host","prefix":"{x}"}
    Option "redis": prefix must be without braces, it is "{x}": they choose the node of a cluster
{"dsn":"redis://host","database":-1}
    Option "redis": "database" must be a number between 0 and 1e+06, "-1" given
{"dsn":"redis://host","password":["secret"]}
    Option "redis": password must be a string, a number or a boolean, array given
{"dsn":"redis://host","password":null}
    Option "redis": password must be a string, a number or a boolean, null given
{"dsn":"redis://host","0":5}
    Option "redis": must be a DSN, or an array of names with strings, numbers and booleans
{"dsn":"redis://host","connect_timeout":"soon"}
    Option "redis": "connect_timeout" must be a number of seconds between 0.01 and 86400, "soon" given
{"dsn":"rediss://host","ca":"/no/such/file"}
    Option "redis": "/no/such/file" cannot be used for TLS: No such file or directory
{"dsn":"redis://host","ca":"/no/such/file"}
    Option "redis": ca, cert, key and insecure are for TLS: rediss://, or tls
{"dsn":"redis://a,b,c","database":1}
    Option "redis": a cluster has database 0 only, 1 given
{"dsn":"redis://host","user":"u"}
    Option "redis": user "u" needs a password
Option "server_id" must be at most 63 letters, digits, dots, dashes and underscores, "a b" given
Option "server_id" must be at most 63 letters, digits, dots, dashes and underscores, "{a}" given
Option "server_id" must be at most 63 letters, digits, dots, dashes and underscores, "a b" given
hidden
