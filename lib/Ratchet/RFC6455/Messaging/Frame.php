<?php

namespace Ratchet\RFC6455\Messaging;

/** What is sent as it is: new Frame($bytes, true, Frame::OP_BINARY). */
class Frame implements FrameInterface
{
    const OP_CONTINUE = 0;
    const OP_TEXT = 1;
    const OP_BINARY = 2;
    const OP_CLOSE = 8;
    const OP_PING = 9;
    const OP_PONG = 10;

    const CLOSE_NORMAL = 1000;
    const CLOSE_GOING_AWAY = 1001;
    const CLOSE_PROTOCOL = 1002;
    const CLOSE_BAD_DATA = 1003;
    const CLOSE_NO_STATUS = 1005;
    const CLOSE_ABNORMAL = 1006;
    const CLOSE_BAD_PAYLOAD = 1007;
    const CLOSE_POLICY = 1008;
    const CLOSE_TOO_BIG = 1009;
    const CLOSE_MAND_EXT = 1010;
    const CLOSE_SRV_ERR = 1011;
    const CLOSE_TLS = 1015;

    private string $payload;

    public function __construct($payload = null, private bool $final = true, private int $opcode = self::OP_TEXT)
    {
        $this->payload = (string) $payload;
    }

    public function isCoalesced()
    {
        return true;
    }

    public function isFinal()
    {
        return $this->final;
    }

    public function isMasked()
    {
        return false;
    }

    public function getRsv1()
    {
        return false;
    }

    public function getOpcode()
    {
        return $this->opcode;
    }

    public function getPayloadLength()
    {
        return strlen($this->payload);
    }

    public function getPayload()
    {
        return $this->payload;
    }

    /** The bytes of the frame as a server sends it. */
    public function getContents()
    {
        $length = strlen($this->payload);
        $head = chr(($this->final ? 0x80 : 0) | $this->opcode);
        if ($length < 126) {
            $head .= chr($length);
        } else {
            $head .= $length < 65536 ? chr(126) . pack('n', $length) : chr(127) . pack('J', $length);
        }
        return $head . $this->payload;
    }

    public function __toString()
    {
        return $this->payload;
    }
}
