<?php

namespace Ratchet\RFC6455\Messaging;

/** A message that came. */
class Message implements \IteratorAggregate, MessageInterface
{
    /** @var FrameInterface[] */
    private array $frames = [];

    public function addFrame(FrameInterface $fragment)
    {
        $this->frames[] = $fragment;
        return $this;
    }

    public function isBinary()
    {
        return $this->getOpcode() === Frame::OP_BINARY;
    }

    public function getOpcode()
    {
        if ($this->frames === []) {
            throw new \UnderflowException('The message has no frames');
        }
        return $this->frames[0]->getOpcode();
    }

    public function isCoalesced()
    {
        return $this->frames !== [] && end($this->frames)->isFinal();
    }

    public function getPayload()
    {
        return count($this->frames) === 1 ? $this->frames[0]->getPayload() : $this->join('getPayload');
    }

    public function getPayloadLength()
    {
        return strlen($this->getPayload());
    }

    public function getContents()
    {
        return $this->join('getContents');
    }

    private function join(string $method): string
    {
        $text = '';
        foreach ($this->frames as $frame) {
            $text .= $frame->$method();
        }
        return $text;
    }

    public function count(): int
    {
        return count($this->frames);
    }

    public function getIterator(): \Traversable
    {
        return new \ArrayIterator($this->frames);
    }

    public function __toString()
    {
        return $this->getPayload();
    }
}
