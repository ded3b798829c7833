// The processes of a run. All of them, also those that they start themselves, have a word in their environment that no other
// process has: so none is forgotten, and no other is taken for one of ours.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ask, now, sinceBegin, until } from './tools.mjs';

const children = new Set(); // that have not ended
const WORD = `RTWS_CHAOS=${randomBytes(16).toString('hex')}`;

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** { parent, state } of a process; null when there is none, or but what is left until somebody asks for its status. */
function processOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || state === 'Z' || state === 'X' ? null : { parent: Number(parent), state };
}

/** Those of ours that there are, with the name they were started under. */
export function ours() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => ({ pid: Number(pid), words: read(`/proc/${pid}/environ`).split('\0') }))
    .filter(({ words }) => words.includes(WORD))
    .map(({ pid, words }) => ({ pid, name: words.find((word) => word.startsWith('RTWS_CHAOS_NAME=')).slice(16), ...processOf(pid) }))
    .filter(({ parent }) => parent !== undefined);
}

/** False when it is not there any more. Only ever given pids of ours(). */
export function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** At once, and for good. Our children by what we know of them: a process may have written its title over its environment. */
export function endAll() {
  children.forEach((child) => child.kill('SIGKILL'));
  for (let left; (left = ours()).length > 0;) {
    left.forEach(({ pid }) => signal(pid, 'SIGKILL'));
  }
}

function start(name, command, args) {
  const [word, value] = WORD.split('=');
  const child = spawn(command, args, { env: { ...process.env, [word]: value, RTWS_CHAOS_NAME: name }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  child.on('exit', () => children.delete(child));
  child.said = '';
  child.ended = new Promise((done) => { child.on('exit', (status, by) => done(by ?? status)).on('error', done); });
  [child.stdout, child.stderr].forEach((pipe) => pipe.setEncoding('utf8').on('data', (text) => { child.said += text; }));
  return child;
}

export class Redis {
  emptied = []; // when it was
  #process;

  constructor(port) {
    this.port = port;
  }

  get pid() {
    return this.#process.pid;
  }

  async start() {
    this.#process = start('redis', 'redis-server', ['--bind', '127.0.0.1', '--port', this.port, '--save', '', '--appendonly', 'no']);
    if (!await until(() => this.#process.said.includes('eady to accept connections'), 10)) {
      throw new Error(`redis-server does not start: ${this.#process.said}`);
    }
  }

  async kill() {
    signal(this.pid, 'SIGKILL');
    await this.#process.ended;
    this.emptied.push(now());
  }
}

export class Server {
  said = '';
  ends = []; // when its master ended, however
  #process;
  #options;

  /** options: of bench/servers/chaos.php; { php, module, program } says what runs it. */
  constructor(name, options, how) {
    this.name = name;
    this.port = options.port;
    this.files = options.files;
    this.#options = { ...options, id: name };
    this.how = how;
  }

  async start() {
    const { php, module, program } = this.how;
    this.#process = start(this.name, php, ['-n', '-d', `extension=${module}`, program, JSON.stringify(this.#options)]);
    this.#process.ended.then(() => { this.said += this.#process.said.replace(/^ready .*\n/gm, ''); });
    if (!await until(() => this.#process.said.includes('ready ') || this.#process.exitCode !== null, 15) || this.#process.exitCode !== null) {
      throw new Error(`server ${this.name} does not start: ${this.#process.said} ${read(`${this.files}.log`)}`);
    }
  }

  processes() {
    return ours().filter(({ name }) => name === this.name);
  }

  /** Its master, and the workers of that by number: those that serve now. */
  family() {
    const there = new Map(this.processes().map((one) => [one.pid, one]));
    const lines = read(`${this.files}.workers`).trim().split('\n').map((line) => line.split(' ').map(Number));
    const newest = lines.findLast(([, pid]) => there.has(pid) && there.has(there.get(pid).parent));
    const master = newest && there.get(newest[1]).parent;
    const workers = new Map(lines.filter(([, pid]) => there.get(pid)?.parent === master));
    return { master, workers };
  }

  /** All its workers serve, and reach Redis. */
  isWell() {
    return ask(this.port, 'GET', '/info').then((answer) => answer?.status === 200 && this.family().workers.size === this.#options.workers);
  }

  /** Its processes have ended, or those that are left after so many seconds are killed; how many these were. */
  async gone(seconds) {
    this.ends.push(now());
    await until(() => this.processes().length === 0, seconds);
    const left = this.processes();
    left.forEach(({ pid }) => signal(pid, 'SIGKILL'));
    await until(() => this.processes().length === 0, 5);
    return left.length;
  }

  /** When its workers were without Redis or their master: lists of [from, to]. */
  islands() {
    const open = new Map();
    const all = [];
    for (const [at, pid, what] of read(`${this.files}.broker`).split('\n').map((line) => line.split(' '))) {
      if (what === 'down') {
        open.set(pid, [sinceBegin(Number(at)), Infinity]);
        all.push(open.get(pid));
      } else if (what === 'up' && open.has(pid)) {
        open.get(pid)[1] = sinceBegin(Number(at));
        open.delete(pid);
      }
    }
    open.forEach((island) => { island[1] = this.ends.find((end) => end > island[0]) ?? now(); });
    return all;
  }

  log() {
    return (read(`${this.files}.log`) + this.said).split('\n').filter((line) => line !== '');
  }
}

/** Of a process: resident memory in KiB, and descriptors; null when it has gone. */
export function lookAt(pid) {
  const rss = Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1]);
  try {
    const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(join(`/proc/${pid}/fd`, fd));
      } catch {
        return '';
      }
    });
    return rss > 0 ? { rss, fds: targets.length, sockets: targets.filter((target) => target.startsWith('socket:')).length } : null;
  } catch {
    return null;
  }
}
