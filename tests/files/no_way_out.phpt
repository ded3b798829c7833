--TEST--
files(): nothing outside of the directory, and nothing hidden, is served
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/tree.inc';

$top = tree(['www/a.txt' => 'fine', 'www/sub/b.txt' => 'fine', 'www/.hidden' => 'SECRET', 'www/.git/config' => 'SECRET', 'www/sub/.env' => 'SECRET',
    'secret.txt' => 'SECRET', 'www-other/s.txt' => 'SECRET', 'www/out@' => '../secret.txt', 'www/outdir@' => '..', 'www/sibling@' => '../www-other',
    'www/abs@' => '/etc/passwd', 'www/in@' => 'sub/b.txt', 'www/loop@' => 'loop', 'www/dangling@' => 'nothing']);
$server = TestServer::start("\$server->files('/', '$top/www'); \$server->files('/static', '$top/www'); \$server->files('/s', '$top/www/sub');");
$targets = ['/../secret.txt', '/%2e%2e/secret.txt', '/.%2e/secret.txt', '/%2e%2e%2fsecret.txt', '/..%2fsecret.txt', '/..%5csecret.txt', '/..\\secret.txt',
    '/sub/../../secret.txt', '/sub/%2e%2e/%2e%2e/secret.txt', '/sub/..%2f..%2fsecret.txt', '/....//secret.txt', '/..;/secret.txt',
    '/../www-other/s.txt', '/static/../../secret.txt', '/static../secret.txt', '/static%2f..%2f..%2fsecret.txt', '/s../.hidden', '/s/../.hidden',
    '/.hidden', '/%2ehidden', '/.git/config', '/sub/.env', '/sub//.env', '/.git/', '/.', '/..', '/sub/..',
    '/out', '/outdir/secret.txt', '/outdir/', '/outdir', '/sibling/s.txt', '/abs', '/loop', '/dangling',
    '//etc/passwd', '/%2fetc/passwd', '/%2fetc%2fpasswd', "$top/secret.txt", '/a.txt%00', '/a.txt%00.html', '/%00', '/a.txt%5c', '/a.txt%2f',
    '/' . str_repeat('sub/../', 300) . '../secret.txt', '/' . str_repeat('x', 5000), '/' . str_repeat('sub/', 2000), '/%252e%252e/secret.txt', '/%c0%ae%c0%ae/secret.txt'];
foreach ($targets as $target) {
    $answer = $server->http('GET', $target);
    if (!in_array($answer->status, [400, 404, 414]) || !preg_match('/\A\d{3} /', $answer->body)) {
        echo "$target: $answer->status ", substr($answer->body, 0, 20), "\n";
    }
}
echo count($targets), " tried\n";
/* what is allowed */
foreach (['/a.txt', '/in', '/static/a.txt', '/s/b.txt', '/sub/b.txt', '/sub//b.txt'] as $target) {
    echo $server->http('GET', $target)->body, "\n";
}
$server->stop();
?>
--EXPECT--
49 tried
fine
fine
fine
fine
fine
fine
