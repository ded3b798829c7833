// A WebSocket (RFC 6455) with what client/rtws.mjs needs of one, texts only, and terminate().
import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';

const [CONTINUATION, TEXT, CLOSE, PING, PONG] = [0, 1, 8, 9, 10];

/** Masked with zeros, which leaves the bytes as they are. */
function frame(opcode, payload) {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 6 : length < 65536 ? 8 : 14);
  head[0] = 0x80 | opcode;
  if (length < 126) {
    head[1] = 0x80 | length;
  } else if (length < 65536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

export class Socket {
  onopen = null;
  onmessage = null;
  onclose = null;
  #socket;
  #bytes = Buffer.alloc(0);
  #parts = [];
  #isOpen = false;
  #how = { code: 1006, reason: '' };

  constructor(url) {
    const { hostname, port, pathname, host } = new URL(url);
    this.url = url;
    this.#socket = connect({ host: hostname, port, noDelay: true });
    this.#socket.on('connect', () => this.#socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\n`
      + `Connection: Upgrade\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`));
    this.#socket.on('data', (bytes) => this.#receive(bytes));
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => this.onclose?.(this.#how));
  }

  send(text) {
    this.#socket.write(frame(TEXT, Buffer.from(text)));
  }

  close(code = 1000) {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.#socket.end(this.#isOpen ? frame(CLOSE, payload) : undefined);
  }

  terminate() {
    this.#socket.destroy();
  }

  #receive(bytes) {
    this.#bytes = this.#bytes.length ? Buffer.concat([this.#bytes, bytes]) : bytes;
    if (!this.#isOpen) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end < 0) {
        return;
      }
      if (!this.#bytes.toString('latin1', 0, 12).startsWith('HTTP/1.1 101')) {
        this.#socket.destroy();
        return;
      }
      this.#bytes = this.#bytes.subarray(end + 4);
      this.#isOpen = true;
      this.onopen?.();
    }
    while (this.#take());
  }

  /** False when there is no whole frame. */
  #take() {
    const bytes = this.#bytes;
    let length = bytes.length > 1 ? bytes[1] & 0x7f : 0;
    const start = length === 126 ? 4 : length === 127 ? 10 : 2;
    if (bytes.length < start) {
      return false;
    }
    length = length === 126 ? bytes.readUInt16BE(2) : length === 127 ? Number(bytes.readBigUInt64BE(2)) : length;
    if (bytes.length < start + length) {
      return false;
    }
    this.#bytes = bytes.subarray(start + length);
    this.#handle(bytes[0] & 15, (bytes[0] & 0x80) !== 0, bytes.subarray(start, start + length));
    return true;
  }

  #handle(opcode, isLast, payload) {
    if (opcode === PING) {
      this.#socket.write(frame(PONG, payload));
    } else if (opcode === CLOSE) {
      this.#how = { code: payload.length > 1 ? payload.readUInt16BE() : 1005, reason: payload.toString('utf8', 2) };
      this.#socket.end(frame(CLOSE, payload.subarray(0, 2)));
    } else if (opcode === TEXT || opcode === CONTINUATION) {
      this.#parts.push(payload);
      if (isLast) {
        const data = Buffer.concat(this.#parts).toString();
        this.#parts = [];
        this.onmessage?.({ data });
      }
    }
  }
}
