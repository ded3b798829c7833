<?php

namespace Ratchet\Session;

use Psr\Http\Message\RequestInterface;
use Ratchet\ConnectionInterface;
use Ratchet\Http\HttpServerInterface;
use Ratchet\WebSocket\WsConnection;
use Rtws\Ratchet\Endpoint;
use Rtws\Ratchet\Layer;
use Rtws\Ratchet\Native;
use Rtws\Ratchet\SessionStorage;
use Rtws\Ratchet\NotSupported;
use Symfony\Component\HttpFoundation\Session\Session;

/** Gives connections the PHP session of their cookie, as $conn->Session, read with a handler when they open. */
class SessionProvider implements HttpServerInterface, Layer
{
    use Native;

    /** What PHP takes as the id of a session. */
    private const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,-';
    private const ID_MAX = 256;

    /** @var HttpServerInterface */
    protected $_app;
    private \SessionHandlerInterface $handler;
    private string $name;
    private bool $starts;
    private string $format;

    /**
     * @param \SessionHandlerInterface $handler such as Symfony's for Memcached, Redis or PDO
     * @param array $options session.*, without that: name (the cookie's), auto_start, serialize_handler; from php.ini otherwise
     * @param object|null $serializer not supported: serialize_handler says how sessions are written
     */
    public function __construct(HttpServerInterface $app, \SessionHandlerInterface $handler, array $options = [], ?object $serializer = null)
    {
        self::refuseOverrides($this, self::class);
        if (!class_exists(Session::class)) {
            throw new \RuntimeException('SessionProvider needs symfony/http-foundation: composer require symfony/http-foundation');
        }
        if ($serializer !== null) {
            throw new NotSupported('A serializer of one\'s own is not supported: set the option serialize_handler to php or php_serialize');
        }
        $this->_app = self::layer($app);
        $this->handler = $handler;
        $this->name = (string) ($options['name'] ?? ini_get('session.name') ?: 'PHPSESSID');
        $this->starts = (bool) ($options['auto_start'] ?? ini_get('session.auto_start'));
        $this->format = (string) ($options['serialize_handler'] ?? ini_get('session.serialize_handler') ?: 'php');
        SessionStorage::checkFormat($this->format);
    }

    public function onOpen(ConnectionInterface $conn, ?RequestInterface $request = null)
    {
        self::refuseCall(__METHOD__);
    }

    private function open(WsConnection $conn): void
    {
        $id = (string) $conn->rtwsCookie($this->name);
        if (strlen($id) > self::ID_MAX || strspn($id, self::ID_ALPHABET) !== strlen($id)) {
            $id = ''; /* it may become a file's name or part of a query */
        }
        $storage = new SessionStorage($this->name, $id, $id === '' ? null : $this->handler, $this->format);
        $conn->Session = new Session($storage);
        if ($this->starts) {
            $conn->Session->start();
        }
    }

    /** @internal */
    public function rtwsServe(Endpoint $endpoint): array
    {
        $endpoint->openers[] = fn (WsConnection $conn) => $this->open($conn);
        return $endpoint->serve($this->_app);
    }
}
