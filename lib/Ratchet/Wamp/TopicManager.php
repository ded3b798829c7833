<?php

namespace Ratchet\Wamp;

use Ratchet\ConnectionInterface;
use Ratchet\WebSocket\WsServerInterface;

/** Makes Topics of names, and knows who subscribes to them. */
class TopicManager implements WsServerInterface, WampServerInterface
{
    /** @var WampServerInterface */
    protected $app;
    /** @var array<string, Topic> */
    protected $topicLookup = [];

    public function __construct(WampServerInterface $app)
    {
        $this->app = $app;
    }

    public function onOpen(ConnectionInterface $conn)
    {
        $conn->WAMP->subscriptions = new \SplObjectStorage();
        $this->app->onOpen($conn);
    }

    public function onCall(ConnectionInterface $conn, $id, $topic, array $params)
    {
        $this->app->onCall($conn, $id, $this->topic($topic, false), $params);
    }

    public function onSubscribe(ConnectionInterface $conn, $topic)
    {
        $topic = $this->topic($topic);
        if (isset($conn->WAMP->subscriptions[$topic])) {
            return;
        }
        $topic->add($conn);
        $conn->WAMP->subscriptions[$topic] = null;
        $this->app->onSubscribe($conn, $topic);
    }

    public function onUnSubscribe(ConnectionInterface $conn, $topic)
    {
        $topic = $this->topic($topic, false);
        if (isset($conn->WAMP->subscriptions[$topic])) {
            $this->leave($conn, $topic);
            $this->app->onUnSubscribe($conn, $topic);
        }
    }

    public function onPublish(ConnectionInterface $conn, $topic, $event, array $exclude, array $eligible)
    {
        $this->app->onPublish($conn, $this->topic($topic, false), $event, $exclude, $eligible);
    }

    public function onClose(ConnectionInterface $conn)
    {
        $this->app->onClose($conn);
        foreach (iterator_to_array($conn->WAMP->subscriptions ?? [], false) as $topic) {
            $this->leave($conn, $topic);
        }
    }

    public function onError(ConnectionInterface $conn, \Exception $e)
    {
        $this->app->onError($conn, $e);
    }

    public function getSubProtocols()
    {
        return $this->app instanceof WsServerInterface ? $this->app->getSubProtocols() : [];
    }

    /** Names that nobody subscribes to are not kept: clients could think of any number. */
    private function topic($name, bool $keep = true): Topic
    {
        $topic = $this->topicLookup[(string) $name] ?? new Topic((string) $name);
        if ($keep) {
            $this->topicLookup[(string) $name] = $topic;
        }
        return $topic;
    }

    private function leave(ConnectionInterface $conn, Topic $topic): void
    {
        unset($conn->WAMP->subscriptions[$topic]);
        $topic->remove($conn);
        if ($topic->autoDelete && count($topic) === 0) {
            unset($this->topicLookup[$topic->getId()]);
        }
    }
}
