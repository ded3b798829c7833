// Connection: one socket at a time, made anew whenever it is lost, and the question whether it lives. It knows
// messages only as JSON objects that come and texts that go.
import { isObject } from './values.mjs';

const LATE_MS = 1000; // a timer that is later than this was asleep

/** An absolute ws: or wss: URL; what is relative is of the page's host. */
export function resolveUrl(url) {
  const absolute = new URL(url, globalThis.location?.href);
  absolute.protocol = absolute.protocol.replace(/^http/, 'ws');
  absolute.hash = '';
  return absolute.href;
}

export class Connection {
  state = 'closed';
  received = 0; // messages, whatever they were
  heard = 0; // when the last one came, by performance.now()
  #url;
  #options;
  #events;
  #link = null; // the attempt or connection there is now: { socket, opened }
  #attempt = 0;
  #timer; // to connect, or to give up connecting
  #beat; // the next look at whether it lives
  #isProbing = false;
  #wake = () => this.#woken();

  /**
   * events: open(), frame(object), lost(code) are for what hangs on the connection; state(now, before), up(),
   * down({ code, reason }) and failed(error) follow, to tell people.
   */
  constructor(url, options, events) {
    this.#url = typeof url === 'function' ? url : resolveUrl(url);
    this.#options = options;
    this.#events = events;
  }

  get isOpen() {
    return this.state === 'open';
  }

  send(text) {
    this.#link.socket.send(text);
  }

  /** At once, when it is closed or waiting. */
  connect() {
    if (this.state === 'closed') {
      this.#watch('addEventListener');
      this.#attempt = 0;
    }
    if (!this.#link) {
      this.#open();
    }
  }

  close() {
    const link = this.#link;
    if (this.state === 'closed') {
      return;
    }
    this.#watch('removeEventListener');
    this.#detach();
    link?.socket?.close(1000);
    this.#become('closed', () => this.#events.lost(1000));
    if (link?.opened) {
      this.#events.down({ code: 1000, reason: '' });
    }
  }

  /** Asks for a sign of life. A timer that slept proves nothing, once: an answer may lie there unread. */
  probe(isSecond = false) {
    const { timeout, ping } = this.#options;
    const mark = this.received;
    const due = Date.now() + timeout * 1000;
    if (!this.isOpen || (this.#isProbing && !isSecond)) {
      return;
    }
    clearTimeout(this.#beat);
    this.#isProbing = true;
    this.send('{"type":"ping"}');
    this.#beat = setTimeout(() => {
      if (this.received !== mark) {
        this.#listen(ping);
      } else if (Date.now() > due + LATE_MS && !isSecond) {
        this.probe(true);
      } else {
        this.#lost(this.#link, 1006, 'no sign of life');
      }
    }, timeout * 1000);
  }

  /** Looks in so many seconds whether anything was heard since; 0: never. */
  #listen(seconds) {
    const mark = this.received;
    clearTimeout(this.#beat);
    this.#isProbing = false;
    if (seconds) {
      this.#beat = setTimeout(() => (this.received === mark ? this.probe() : this.#listen(seconds)), seconds * 1000);
    }
  }

  /** act() comes before anybody is told. */
  #become(state, act = () => {}) {
    const before = this.state;
    this.state = state;
    act();
    if (state !== before) {
      this.#events.state(state, before);
    }
  }

  #open() {
    const { timeout, protocols, WebSocket } = this.#options;
    const link = { socket: null, opened: 0 };
    const fail = (error) => this.#lost(link, 1006, '', error);
    this.#link = link;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => fail(new Error(`nothing within ${timeout} seconds`)), timeout * 1000);
    new Promise((done) => done(typeof this.#url === 'function' ? this.#url() : this.#url)).then((url) => {
      if (this.#link !== link) {
        return; // given up meanwhile
      }
      const socket = new WebSocket(resolveUrl(url), protocols);
      link.socket = socket;
      socket.onopen = () => this.#opened(link);
      socket.onmessage = ({ data }) => this.#receive(data);
      socket.onclose = ({ code, reason }) => this.#lost(link, code, reason, new Error(`${socket.url} cannot be reached`));
      socket.onerror = () => {}; // says no more than the close that follows
    }).catch(fail);
    this.#become('connecting');
  }

  #opened(link) {
    clearTimeout(this.#timer);
    link.opened = Date.now();
    this.#listen(this.#options.ping);
    this.#become('open', () => this.#events.open());
    this.#events.up();
  }

  #receive(text) {
    let frame;
    this.received++;
    this.heard = performance.now();
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (isObject(frame)) {
      this.#events.frame(frame);
    }
  }

  #detach() {
    const { socket } = this.#link ?? {};
    this.#link = null;
    clearTimeout(this.#timer);
    clearTimeout(this.#beat);
    this.#isProbing = false;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
    }
  }

  #lost(link, code, reason, error) {
    const { socket, opened } = link;
    if (this.#link !== link) {
      return;
    }
    this.#detach();
    if (socket) { // it may not know yet that it is dead; terminate() is of the package ws
      (socket.terminate ?? socket.close).call(socket);
    }
    if (opened && Date.now() - opened >= this.#options.timeout * 1000) {
      this.#attempt = 0; // else it may be the server that ends it each time
    }
    this.#timer = setTimeout(() => this.#open(), this.#delay(code) * 1000);
    this.#become('waiting', () => this.#events.lost(code));
    if (opened) {
      this.#events.down({ code, reason });
    } else {
      this.#events.failed(error);
    }
  }

  /** Seconds until the next attempt: random, so that not everybody comes at the same time. */
  #delay(code) {
    const { min, max, factor } = this.#options.backoff;
    if (code === 1008 || code === 1013) { // asked to come later
      return max * (0.5 + Math.random() / 2);
    }
    if (code === 1001) { // the server ends, for everybody
      this.#attempt = Math.max(this.#attempt, 2);
    }
    return Math.min(max, min * factor ** this.#attempt++) * Math.random();
  }

  /** The page is back, from wherever it was. */
  #woken() {
    if (globalThis.document?.visibilityState === 'hidden') {
      return;
    }
    if (this.state === 'waiting') {
      this.#open();
    } else {
      this.probe();
    }
  }

  #watch(addOrRemove) {
    const { document } = globalThis;
    for (const [target, events] of [[globalThis, ['online', 'pageshow']], [document, ['visibilitychange', 'resume']]]) {
      events.forEach((event) => target?.[addOrRemove]?.(event, this.#wake));
    }
  }
}
