--TEST--
Ratchet: the classes of the extension are there when asked for by ini, after those of the program
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

function run(string $code, array $ini = ['rtws.ratchet_compat=1']): string
{
    $command = implode(' ', array_map('escapeshellarg', [...TestServer::php($ini), '-r', $code]));
    return trim((string) shell_exec("$command 2>&1"));
}
echo run('var_dump(class_exists("Ratchet\App"), interface_exists("React\EventLoop\LoopInterface"));', []), "\n";
echo run('var_dump(ini_set("rtws.ratchet_compat", "1"), class_exists("Ratchet\App"));', []), "\n";
echo run('var_dump(class_exists("Ratchet\App", false), class_exists("Ratchet\App"), class_exists("\RATCHET\app", false), interface_exists("Ratchet\MessageComponentInterface"), Ratchet\VERSION);'), "\n";
echo "the program's own wins\n";
echo run('
    spl_autoload_register(function (string $class) {
        echo "asked for $class\n";
        if ($class === "Ratchet\ConnectionInterface") {
            eval("namespace Ratchet; interface ConnectionInterface { const MINE = true; function send(\$data); function close(); }");
        }
    });
    var_dump(Ratchet\ConnectionInterface::MINE, interface_exists("Ratchet\MessageComponentInterface"));
    class_exists("Ratchet\Nothing");
'), "\n";
echo "an autoloader that throws\n";
echo run('
    spl_autoload_register(fn (string $class) => throw new Exception("no $class"));
    try { new Ratchet\App; } catch (Exception $e) { echo $e->getMessage(), "\n"; }
'), "\n";
echo "all of them\n";
$classes = [];
$lib = dirname(__DIR__, 2) . '/lib';
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($lib, FilesystemIterator::SKIP_DOTS)) as $file) {
    $name = substr($file, strlen($lib) + 1, -4);
    if (preg_match('/^namespace (.*);$/m', file_get_contents($file), $space) && !str_contains($name, 'Revolt/') && !str_contains($name, 'SessionStorage')) {
        $classes[] = "$space[1]\\" . basename($name);
    }
}
echo run('
    foreach (json_decode(' . var_export(json_encode($classes), true) . ') as $class) {
        class_exists($class) || interface_exists($class) || trait_exists($class) || print("no $class\n");
    }
'), count($classes) > 50 ? "there\n" : "too few\n";
?>
--EXPECT--
bool(false)
bool(false)
bool(false)
bool(false)
bool(false)
bool(true)
bool(true)
bool(true)
string(13) "Ratchet/0.4.4"
the program's own wins
asked for Ratchet\ConnectionInterface
asked for Ratchet\MessageComponentInterface
asked for Ratchet\ComponentInterface
asked for Ratchet\MessageInterface
bool(true)
bool(true)
asked for Ratchet\Nothing
an autoloader that throws
no Ratchet\App
all of them
there
