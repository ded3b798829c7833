<?php
// Sends every message back, text as text and binary as binary: php examples/echo.php [[host:]port]
require __DIR__ . '/inc/cli.php';

use Rtws\{Connection, ListenFailed, RtServer};

[$host, $port] = address($argv);
$server = new RtServer($host, $port);

$server->ws('/', onMessage: function (Connection $from, string $message, bool $binary) {
    $binary ? $from->sendBinary($message) : $from->send($message);
});

try {
    $server->run();
} catch (ListenFailed $error) {
    fail($error->getMessage());
}
