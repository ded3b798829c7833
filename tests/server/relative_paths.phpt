--TEST--
Relative paths of the log, of certificates and of Response::file() are taken where the script stands, and stay when it moves on
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tls.inc';
require __DIR__ . '/../inc/tree.inc';

$root = tree(['a.txt' => 'fine', 'other/a.txt' => 'wrong']);
$certs = new TestCerts();
$path = $certs->issue('server');
copy("$path.pem", "$root/server.pem");
copy("$path.key", "$root/server.key");
$server = TestServer::script("<?php
    use Rtws\{RtServer, Response};
    chdir('$root');
    \$server = new RtServer('127.0.0.1', 0, ['tls' => ['cert' => 'server.pem', 'key' => 'server.key'], 'log' => 'log']);
    \$file = Response::file('a.txt');
    echo \$file->file === '$root/a.txt' ? 'absolute' : \$file->file, '\n';
    chdir('other');
    \$server->http('GET', '/', fn () => \$file);
    \$server->run();
");
echo https($server, '/')->body, "\n";
$server->stop();
echo strtok($server->out, "\n"), "\n";
echo is_file("$root/log") ? 'log' : 'no log', is_file("$root/other/log") ? ', elsewhere' : '', "\n";
?>
--EXPECT--
fine
absolute
log
