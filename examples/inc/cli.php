<?php
/** What the command lines of the examples have in common. */

/** Ends with a line that helps, where PHP alone would show a stack trace. */
function fail(string $line): never
{
    fwrite(STDERR, $line . "\n");
    exit(1);
}

/** @return array{string, int} the host and port of the argument [[host:]port] */
function address(array $argv): array
{
    if (!extension_loaded('rtws')) {
        fail("PHP runs without the rtws extension. Try: php -d extension=rtws {$argv[0]}");
    }
    $address = $argv[1] ?? '8080';
    if (isset($argv[2]) || !preg_match('/^(?:([^\s:\[\]]+|\[[\da-f:.]+\]):)?(\d{1,5})$/iD', $address, $match) || $match[2] > 65535) {
        fail("usage: php {$argv[0]} [[host:]port]\n"
            . 'Not an address: ' . implode(' ', array_slice($argv, 1))
            . '. Good ones are 8080, 0.0.0.0:8080, localhost:8080 and [::1]:8080; port 0 is any free one.');
    }
    return [$match[1] ?: '127.0.0.1', (int) $match[2]];
}

/** Where a browser finds the server. */
function url(Rtws\RtServer $server): string
{
    $host = trim($server->host, '[]');
    $host = in_array($host, ['0.0.0.0', '::'], true) ? gethostname() : $host;
    return 'http://' . (str_contains($host, ':') ? "[$host]" : $host) . ":$server->port/";
}

/** Serves until it is ended, and says where as soon as it does. */
function serve(Rtws\RtServer $server, string $purpose): void
{
    $server->on('start', fn () => print('Open ' . url($server) . " $purpose.\n"));
    try {
        $server->run();
    } catch (Rtws\ListenFailed $error) {
        fail($error->getMessage());
    }
}
