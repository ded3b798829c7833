<?php

namespace Rtws\Ratchet;

use Symfony\Component\HttpFoundation\Session\Storage\MockArraySessionStorage;

/** A session as a handler has stored it: read when it is started, written when it is saved. */
final class SessionStorage extends MockArraySessionStorage
{
    public function __construct(string $name, string $id, private ?\SessionHandlerInterface $handler, private string $format)
    {
        parent::__construct($name);
        if ($id !== '') {
            $this->setId($id);
        }
    }

    public static function checkFormat(string $format): void
    {
        if ($format !== 'php' && $format !== 'php_serialize') {
            throw new NotSupported("session.serialize_handler \"$format\" is not supported: php and php_serialize are");
        }
    }

    public function start(): bool
    {
        if (!$this->started && $this->handler !== null) {
            $this->handler->open((string) ini_get('session.save_path'), $this->getName());
            $this->setSessionData($this->decode((string) $this->handler->read($this->getId())));
        }
        return parent::start();
    }

    public function save(): void
    {
        $data = $this->data;
        parent::save();
        $this->handler?->write($this->getId(), $this->encode($data));
        $this->handler?->close();
    }

    private function decode(string $text): array
    {
        if ($this->format === 'php_serialize') {
            $data = @unserialize($text);
            return is_array($data) ? $data : [];
        }
        $data = [];
        while (($bar = strpos($text, '|')) !== false) {
            $name = substr($text, 0, $bar);
            $text = substr($text, $bar + 1);
            $value = @unserialize($text); /* as far as it goes: names follow */
            if ($value === false && !str_starts_with($text, 'b:0;')) {
                break;
            }
            $data[$name] = $value;
            $text = substr($text, strlen(serialize($value)));
        }
        return $data;
    }

    private function encode(array $data): string
    {
        if ($this->format === 'php_serialize') {
            return serialize($data);
        }
        $text = '';
        foreach ($data as $name => $value) {
            $text .= "$name|" . serialize($value);
        }
        return $text;
    }
}
