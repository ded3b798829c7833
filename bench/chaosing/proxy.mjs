// A TCP proxy of ours: its connections can be reset, or fall silent without a word, at any moment.
import { connect, createServer } from 'node:net';

export class Proxy {
  port = 0;
  #target;
  #server;
  #pairs = new Set();
  #state = 'passing'; // 'refusing': resets who comes; 'stalled': lets nothing through, in no direction

  static async start(target) {
    const proxy = new Proxy();
    proxy.#target = target;
    proxy.#server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => proxy.#accept(near));
    await new Promise((done, fail) => { proxy.#server.once('error', fail).listen(0, '127.0.0.1', done); });
    proxy.port = proxy.#server.address().port;
    return proxy;
  }

  get count() {
    return this.#pairs.size;
  }

  /** All connections, or each for which choose() says so. */
  cut(choose = () => true) {
    let count = 0;
    for (const pair of [...this.#pairs]) {
      if (choose()) {
        pair.forEach((socket) => socket.resetAndDestroy());
        count++;
      }
    }
    return count;
  }

  refuse() {
    this.#state = 'refusing';
    return this.cut();
  }

  stall() {
    this.#state = 'stalled';
    this.#pairs.forEach((pair) => pair.forEach((socket) => socket.pause()));
    return this.#pairs.size;
  }

  heal() {
    this.#state = 'passing';
    this.#pairs.forEach((pair) => pair.forEach((socket) => socket.resume()));
  }

  stop() {
    this.#state = 'refusing';
    this.#server?.close();
    this.cut();
  }

  #accept(near) {
    if (this.#state === 'refusing') {
      near.on('error', () => {}).resetAndDestroy();
      return;
    }
    const far = connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const pair = [near, far];
    this.#pairs.add(pair);
    this.#couple(pair, near, far);
    this.#couple(pair, far, near);
    if (this.#state === 'stalled') {
      pair.forEach((socket) => socket.pause());
    }
  }

  #couple(pair, from, to) {
    from.on('data', (bytes) => to.write(bytes) || from.pause());
    to.on('drain', () => this.#state === 'stalled' || from.resume());
    from.on('end', () => to.end());
    from.on('error', () => to.resetAndDestroy());
    from.on('close', () => {
      this.#pairs.delete(pair);
      to.destroySoon();
    });
  }
}
