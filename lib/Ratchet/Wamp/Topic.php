<?php

namespace Ratchet\Wamp;

use Ratchet\ConnectionInterface;

/** A topic and who subscribes to it. */
class Topic implements \IteratorAggregate, \Countable
{
    /** @var bool it is forgotten when nobody subscribes to it any more */
    public $autoDelete = false;
    private \SplObjectStorage $subscribers;

    public function __construct(private $id)
    {
        $this->subscribers = new \SplObjectStorage();
    }

    public function getId()
    {
        return $this->id;
    }

    public function __toString()
    {
        return $this->getId();
    }

    /**
     * @param mixed $msg what has JSON
     * @param string[] $exclude session ids
     * @param string[] $eligible session ids; [] all
     * @return static
     */
    public function broadcast($msg, array $exclude = [], array $eligible = [])
    {
        $event = ServerProtocol::event($this->id, $msg);
        foreach ($this->subscribers as $client) {
            $id = $client->WAMP->sessionId;
            if (!in_array($id, $exclude, true) && ($eligible === [] || in_array($id, $eligible, true))) {
                $client->send($event);
            }
        }
        return $this;
    }

    /** @return bool */
    public function has(ConnectionInterface $conn)
    {
        return isset($this->subscribers[$conn]);
    }

    /** @return static */
    public function add(ConnectionInterface $conn)
    {
        $this->subscribers[$conn] = null;
        return $this;
    }

    /** @return static */
    public function remove(ConnectionInterface $conn)
    {
        unset($this->subscribers[$conn]);
        return $this;
    }

    public function getIterator(): \Traversable
    {
        return $this->subscribers;
    }

    public function count(): int
    {
        return $this->subscribers->count();
    }
}
