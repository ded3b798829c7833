// The real server in a process of its own, and a way to it that can be cut or stopped.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const PHP = process.env.RTWS_PHP?.trim().split(/\s+/)
  ?? ['php', '-n', '-d', `extension_dir=${ROOT}/modules`, '-d', 'extension=rtws'];
const READY_MS = 15_000;

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export class Server {
  port = 0;
  output = '';
  #child;
  #code;

  /** code: PHP that finds $server, and need not call run(). */
  static async start(code = '$server->channels(options: ["publish" => true]);', port = 0) {
    const self = new Server();
    self.port = port;
    self.#code = code;
    await self.run();
    return self;
  }

  get url() {
    return `ws://127.0.0.1:${this.port}/channels`;
  }

  /** Starts it, again on the same port. */
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'rtws-client-'));
    const script = join(folder, 'server.php');
    writeFileSync(script, `<?php\n$server = new Rtws\\RtServer('127.0.0.1', ${this.port});\n${this.#code}\n$server->run();\n`);
    const child = spawn(PHP[0], [...PHP.slice(1), script], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    running.add(child);
    child.on('exit', () => running.delete(child));
    try {
      this.port = await this.#ready(child);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  #ready(child) {
    let output = '';
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`the server is not ready:\n${output}`)), READY_MS);
      const read = (chunk) => {
        this.output += chunk;
        output += chunk;
        const match = /^ready \S+:(\d+)$/m.exec(output);
        if (match) {
          clearTimeout(timer);
          done(Number(match[1]));
        }
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('error', fail);
      child.on('exit', () => fail(new Error(`the server ended:\n${output}`)));
    });
  }

  signal(name) {
    this.#child.kill(name);
  }

  /** Ends it, if it runs. */
  async end(signal = 'SIGTERM') {
    if (running.has(this.#child)) {
      const ended = once(this.#child, 'exit');
      this.signal(signal);
      this.signal('SIGCONT');
      await ended;
    }
  }
}

/** A way to a server: cut() ends all connections, stall() and mute() let nothing through and end
// nothing. */
export class Way {
  connections = 0;
  #server;
  #pairs = new Set();
  #isOpen = true;

  static async to(port) {
    const self = new Way();
    self.#server = createServer((near) => self.#accept(near, port));
    self.#server.listen(0, '127.0.0.1');
    await once(self.#server, 'listening');
    return self;
  }

  get url() {
    return `ws://127.0.0.1:${this.#server.address().port}/channels`;
  }

  #accept(near, port) {
    if (!this.#isOpen) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    const pair = [near, far];
    this.connections++;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [far, near]]) {
      from.on('data', (bytes) => pair.isStalled || (pair.isMuted && from === far) || to.write(bytes));
      from.on('error', () => {});
      from.on('close', () => pair.isStalled || to.destroy()); // who is cut off hears of no end, either
    }
  }

  cut() {
    this.#pairs.forEach((pair) => pair.forEach((socket) => socket.destroy()));
  }

  /** Nothing goes through what is there now. */
  stall() {
    this.#pairs.forEach((pair) => { pair.isStalled = true; });
  }

  /** What is there now still says what it likes, but hears nothing. */
  mute() {
    this.#pairs.forEach((pair) => { pair.isMuted = true; });
  }

  /** Nobody gets in, and who is in gets out. */
  close() {
    this.#isOpen = false;
    this.cut();
  }

  open() {
    this.#isOpen = true;
  }

  async end() {
    this.close();
    this.#server.close();
  }
}
