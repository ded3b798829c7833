<?php

namespace Rtws\Ratchet;

use Ratchet\ComponentInterface;
use Ratchet\MessageComponentInterface;
use Ratchet\RFC6455\Messaging\Frame;
use Ratchet\RFC6455\Messaging\Message;
use Ratchet\WebSocket\MessageComponentInterface as WsMessageComponentInterface;
use Ratchet\WebSocket\WsConnection;
use Rtws\Request;
use Rtws\Response;
use Rtws\RtServer;

/**
 * One path and what is served there: what a chain of layers comes down to. From addTo() on nothing of the chain is called any
 * more: handlers of the component are handlers of the server.
 */
final class Endpoint
{
    public string $path = '/{' . self::REST . '...}';
    /** What a path without a route is called. */
    public const REST = 'rtws_rest';
    /** Without port; null: any. */
    public ?string $host = null;
    /** @var array<callable(Request): bool> each has to let a client in */
    public array $guards = [];
    /** @var array<callable(WsConnection): void> called before onOpen */
    public array $openers = [];
    /** @var string[] */
    public array $protocols = [];
    /** Who speaks none of the protocols, or any where there are none, is refused. */
    public bool $isStrict = true;
    /** Seconds between pings; 0: none. */
    public float $keepAlive = 0;
    public ?ComponentInterface $component = null;

    private const NO_PROTOCOL = 'No Sec-WebSocket-Protocols requested supported';
    /** What Ratchet takes when memory has no limit. */
    private const MESSAGE_MAX = 1 << 30;

    /** @return Endpoint[] */
    public function serve(MessageComponentInterface $layer): array
    {
        if (!$layer instanceof Layer) {
            throw new NotSupported(sprintf('%s is in the place of an HttpServer or WsServer, which is not supported', get_class($layer)));
        }
        return $layer->rtwsServe($this);
    }

    public function addTo(RtServer $server): void
    {
        $component = $this->component;
        $server->ws($this->path, onOpen: $this->onOpen(), onMessage: $this->onMessage(),
            onClose: $this->handler('onClose', 1), onError: static function ($conn, \Throwable $e) use ($component) {
                $component->onError($conn, self::asException($e));
            }, handshake: $this->admit(...), options: $this->options());
    }

    private function options(): array
    {
        $message = self::messageMax();
        $options = [
            'connection' => WsConnection::class,
            'origins' => '*',
            'message' => $message,
            'send_queue' => max(64 << 20, 2 * $message),
            'heartbeat' => $this->keepAlive > 0 ? ['interval' => $this->keepAlive, 'timeout' => $this->keepAlive] : false,
        ];
        if ($this->host !== null) {
            $options['host'] = $this->host;
        }
        if ($this->protocols !== []) {
            $options['protocols'] = $this->protocols;
        }
        return $options;
    }

    /** A quarter of memory_limit. */
    private static function messageMax(): int
    {
        $limit = (string) ini_get('memory_limit');
        $bytes = (int) $limit << match (strtolower(substr($limit, -1))) {
            'g' => 30,
            'm' => 20,
            'k' => 10,
            default => 0,
        };
        return $bytes > 0 ? max(1024, min($bytes >> 2, self::MESSAGE_MAX)) : self::MESSAGE_MAX;
    }

    /** The handshake hook. */
    private function admit(Request $request): bool|Response
    {
        foreach ($this->guards as $guard) {
            if (!$guard($request)) {
                return false;
            }
        }
        return $this->speaks($request) ?: new Response(self::NO_PROTOCOL, 426,
            ['Upgrade' => 'websocket', 'Sec-WebSocket-Version' => '13', 'Content-Type' => 'text/plain']);
    }

    private function speaks(Request $request): bool
    {
        $wanted = $request->header('sec-websocket-protocol');
        if (!$this->isStrict || ($wanted === null && $this->protocols === [])) {
            return true;
        }
        return array_intersect(array_map('trim', explode(',', $wanted ?? '')), $this->protocols) !== [];
    }

    /* ---- handlers: those of the component, unless a signature asks for something between -------------------------------- */

    /** A component is told no more than Ratchet tells it: an optional argument of its own stays its own. */
    private function handler(string $method, int $takes): callable
    {
        $component = $this->component;
        $signature = new \ReflectionMethod($component, $method);
        if ($signature->getNumberOfParameters() <= $takes && !$signature->isVariadic()) {
            return [$component, $method];
        }
        return $takes === 1
            ? static fn ($conn) => $component->$method($conn)
            : static fn ($conn, $msg) => $component->$method($conn, $msg);
    }

    private function onOpen(): callable
    {
        $openers = $this->openers;
        $open = $this->handler('onOpen', 1);
        if ($openers === []) {
            return $open;
        }
        return static function (WsConnection $conn) use ($openers, $open) {
            foreach ($openers as $opener) {
                $opener($conn);
            }
            $open($conn);
        };
    }

    private function onMessage(): callable
    {
        $component = $this->component;
        if (!$component instanceof WsMessageComponentInterface) {
            return $this->handler('onMessage', 2);
        }
        return static function (WsConnection $conn, string $payload, bool $isBinary) use ($component) {
            $message = new Message();
            $message->addFrame(new Frame($payload, true, $isBinary ? Frame::OP_BINARY : Frame::OP_TEXT));
            $component->onMessage($conn, $message);
        };
    }

    /** onError() is declared to take an \Exception. */
    private static function asException(\Throwable $e): \Exception
    {
        return $e instanceof \Exception ? $e
            : new \ErrorException($e->getMessage(), (int) $e->getCode(), E_ERROR, $e->getFile(), $e->getLine(), $e);
    }
}
