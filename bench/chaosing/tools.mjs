// Time, chance, and bytes of HTTP: what the other parts share.
import { createServer } from 'node:net';
import { request } from 'node:http';

const begin = performance.now();

/** Seconds since the run began. */
export const now = () => (performance.now() - begin) / 1000;

/** Of a time by the clock on the wall. */
export const sinceBegin = (wall) => wall - Date.now() / 1000 + now();

export const sleep = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

/** What look() gives once it is true, or after so many seconds whatever it is then. */
export async function until(look, seconds) {
  const end = now() + seconds;
  let seen;
  while (!(seen = await look()) && now() < end) {
    await sleep(0.05);
  }
  return seen;
}

/** The same numbers from the same seed (mulberry32). */
export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  next() {
    let t = this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  between(low, high) {
    return low + (high - low) * this.next();
  }

  below(n) {
    return Math.floor(this.next() * n);
  }
}

/** So many ports that are free now, all different. */
export async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise((done, fail) => {
    const server = createServer().once('error', fail).listen(0, '127.0.0.1', () => done(server));
  })));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => { server.close(done); })));
  return ports;
}

/** To { status, body }; null when there is no answer in time, or it cannot be understood. */
export function ask(port, method, path, body, seconds = 3) {
  return new Promise((done) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const question = request({ host: '127.0.0.1', port, method, path, agent: false, signal: AbortSignal.timeout(seconds * 1000) }, (answer) => {
      let got = '';
      answer.setEncoding('utf8').on('data', (part) => { got += part; }).on('error', () => done(null)).on('end', () => {
        try {
          done({ status: answer.statusCode, body: got === '' ? null : JSON.parse(got) });
        } catch {
          done(null);
        }
      });
    });
    question.on('error', () => done(null)).end(text);
  });
}
