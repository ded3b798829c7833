<?php

namespace Rtws\Ratchet;

use React\Socket\SecureServer;
use React\Socket\ServerInterface;

/** What of React's sockets counts here: the address, and a certificate. */
final class Sockets
{
    /** The options of RtServer's tls for a context of PHP's streams. */
    public static function tls(array $context): array
    {
        if (!isset($context['local_cert'])) {
            throw new \InvalidArgumentException('A server of tls:// needs a context with ["tls" => ["local_cert" => file]]');
        }
        if (($context['passphrase'] ?? '') !== '') {
            throw new NotSupported('A key with a passphrase is not supported: store it without');
        }
        $tls = ['cert' => $context['local_cert'], 'key' => $context['local_pk'] ?? $context['local_cert']];
        if (isset($context['cafile'])) {
            $tls['ca'] = $context['cafile'];
        }
        if ($context['verify_peer'] ?? false) {
            $tls['verify_client'] = true;
        }
        return $tls;
    }

    /** The same for a socket; [] when it is plain. */
    public static function context(ServerInterface $socket): array
    {
        while (($inner = self::field($socket, 'server')) instanceof ServerInterface && !$socket instanceof SecureServer) {
            $socket = $inner;
        }
        return $socket instanceof SecureServer ? self::tls((array) self::field($socket, 'context')) : [];
    }

    private static function field(object $object, string $name): mixed
    {
        return property_exists($object, $name)
            ? \Closure::bind(fn () => $this->$name ?? null, $object, get_class($object))() : null;
    }
}
