// Clients that write down what they get. They are client/rtws.mjs on sockets of ours, and come back by themselves.
import { Rtws } from '../../client/rtws.mjs';
import { Socket } from './socket.mjs';
import { ask, now, sleep } from './tools.mjs';

const OPTIONS = {
  WebSocket: Socket, timeout: 2, ping: 1, backoff: { min: 0.1, max: 1 }, queue: { size: 1000, time: 240 },
};

const AGAIN_S = 8; // from when Redis was killed until all servers have told it of their members, at most

/** choose() gives the port of the next connection. */
const clientOf = (choose) => {
  const rtws = new Rtws(() => `ws://127.0.0.1:${choose()}/channels`, OPTIONS);
  rtws.on('error', () => {}); // no connection at present, for example
  return rtws;
};

/** Keeps all that came of some channels, in order: records of { at, type }, type one of message, gap, subscribed, lost. */
export class Subscriber {
  records = new Map();
  ready;
  #rtws;

  constructor(name, channels, choose) {
    this.name = name;
    this.#rtws = clientOf(choose);
    this.#rtws.on('close', () => this.records.forEach((list) => list.push({ at: now(), type: 'lost' })));
    this.ready = Promise.all(channels.map((channel) => new Promise((done) => {
      const list = [];
      const note = (type, more) => list.push({ at: now(), type, ...more });
      this.records.set(channel, list);
      const view = this.#rtws.subscribe(channel, ({ by, n }, { position }) => note('message', { by, n, position }));
      view.on('gap', () => note('gap'));
      view.on('subscribed', ({ recovered }) => {
        note('subscribed', { recovered });
        done();
      });
    })));
  }

  /** The newest number of a publisher. */
  newest(channel, by) {
    return this.records.get(channel).findLast((record) => record.type === 'message' && record.by === by)?.n ?? 0;
  }

  close() {
    this.#rtws.close();
  }
}

/** Numbers what it publishes to each of its channels, and goes on when the one before was answered. */
export class Publisher {
  sent = new Map(); // by channel: lists of { n, first, answered, position, tries }
  #rtws;
  #isEnding = false;
  #running;

  constructor(name, server, channels, port, pause) {
    this.name = name;
    this.server = server;
    this.#rtws = clientOf(() => port);
    channels.forEach((channel) => this.sent.set(channel, []));
    this.pause = pause;
  }

  begin() {
    this.#isEnding = false;
    this.#running = Promise.all([...this.sent.keys()].map((channel) => this.#run(channel)));
  }

  /** When all of it has been answered. */
  end() {
    this.#isEnding = true;
    return this.#running;
  }

  newest(channel) {
    return this.sent.get(channel).length;
  }

  async #run(channel) {
    while (!this.#isEnding) {
      await this.one(channel);
      await sleep(this.pause * (0.5 + Math.random()));
    }
  }

  async one(channel) {
    const list = this.sent.get(channel);
    const publication = { n: list.length + 1, first: now(), answered: 0, position: '', tries: 0 };
    list.push(publication);
    for (;;) {
      publication.tries++;
      try {
        const { position, duplicate } = await this.#rtws.publish(channel, { by: this.name, n: publication.n }, { key: `${this.name}-${publication.n}` });
        Object.assign(publication, { position, duplicate, answered: now() });
        return;
      } catch (error) {
        this.lastError = error.message;
        await sleep(0.2);
      }
    }
  }

  close() {
    this.#rtws.close();
  }
}

/** Member of a room, who looks at the others. What is wrong is noted when it is seen. */
export class Member {
  known = new Set();
  seen = { join: 0, leave: 0, state: 0, gap: 0, incomplete: 0, listed: 0 };
  wrong = []; // { at, via, line }
  left = []; // { at, id }
  #rtws;
  #room = null;
  #unsure = 0; // until then, changes may be known already
  #listed = 0; // when the last list came
  #history = [];
  #redis;
  #via; // the port of its connection

  constructor(name, channel, choose, redis) {
    this.name = name;
    this.#redis = redis;
    this.channel = channel;
    this.#rtws = clientOf(() => {
      this.#via = choose();
      return this.#via;
    });
  }

  get isIn() {
    return this.#room !== null;
  }

  /** Resolves with the first list of members. */
  join() {
    return new Promise((done) => {
      this.#unsure = Infinity; // what comes before the list is of an earlier time
      const room = this.#room = this.#rtws.join(this.channel, { id: this.name });
      room.on('state', (members) => {
        this.seen.state++;
        this.known = new Set(members.keys());
        this.#unsure = 0;
        this.#listed = now();
        this.#note('state', [...this.known].join(' '));
        this.#isIncomplete() && this.#askAgain(room);
        done();
      });
      room.on('join', ({ id }) => this.#change('join', id));
      room.on('leave', ({ id }) => this.#change('leave', id));
      room.on('gap', () => this.#afterGap());
    });
  }

  leave() {
    this.#room.leave();
    this.#room = null;
    this.known.clear();
  }

  /** Who is there, asked for. */
  async ask() {
    const { members } = await this.#rtws.presence(this.channel, { limit: 1000 });
    return new Set(members.keys());
  }

  close() {
    this.#rtws.close();
  }

  #note(type, what) {
    this.#history.push(`${now().toFixed(2)} ${type} ${what}`);
  }

  #change(type, id) {
    const isThere = this.known.has(id);
    this.#note(type, id);
    this.seen[type]++;
    if (isThere === (type === 'join') && now() < this.#listed + 1) {
      this.seen.listed++; // the list and what changes it come by two links
    } else if (isThere === (type === 'join') && now() > this.#unsure && !this.#isIncomplete()) {
      this.wrong.push({ at: now(), via: this.#via, line: `${now().toFixed(1)}: ${this.name} was told twice of the ${type} of ${id} (before: ${this.#history.slice(-8).join('; ')})` });
    }
    this.known[type === 'join' ? 'add' : 'delete'](id);
    if (type === 'leave') {
      this.left.push({ at: now(), id });
    }
  }

  /** May a list be, because Redis was emptied? */
  #isIncomplete() {
    return this.#redis.emptied.some((at) => now() - at < AGAIN_S);
  }

  /** What it knows may be old, and changes may have come before the word of the gap: asks, as any program would have to. */
  #afterGap() {
    this.seen.gap++;
    this.wrong = this.wrong.filter(({ at }) => at < now() - 1);
    this.#unsure = Infinity;
    this.#note('gap', '');
    const room = this.#room;
    this.#askUntilAnswered(room).then(() => { this.#unsure = room === this.#room ? now() + 1 : this.#unsure; });
    this.#isIncomplete() && this.#askAgain(room);
  }

  async #askUntilAnswered(room) {
    for (let members; room && room === this.#room; await sleep(0.3)) {
      members = await this.ask().catch(() => null);
      if (members !== null && room === this.#room) {
        this.#note('asked', [...members].join(' '));
        const before = this.known;
        this.known = members;
        return before;
      }
    }
    return this.known;
  }

  /** A Redis that was emptied learns of the members from each server when that is back, and nobody is told of it. */
  async #askAgain(room) {
    await sleep(Math.max(...this.#redis.emptied) + AGAIN_S - now());
    if (room !== this.#room) {
      return;
    }
    this.#unsure = Infinity;
    const before = await this.#askUntilAnswered(room);
    if (room !== this.#room) {
      return;
    }
    this.#unsure = now() + 1;
    this.seen.incomplete += [...this.known].some((id) => !before.has(id));
  }
}

/** Appends to the stream, each entry until it is answered. */
export class Appender {
  sent = []; // { n, key, first, answered, tries }
  #choose;
  #isEnding = false;
  #running;

  constructor(choose, pause) {
    this.#choose = choose;
    this.pause = pause;
  }

  begin() {
    this.#isEnding = false;
    this.#running = this.#run();
  }

  end() {
    this.#isEnding = true;
    return this.#running;
  }

  async #run() {
    while (!this.#isEnding) {
      const entry = { n: this.sent.length + 1, first: now(), answered: 0, tries: 0 };
      entry.key = `key${entry.n % 5}`;
      this.sent.push(entry);
      for (; entry.answered === 0; entry.tries++) {
        const answer = await ask(this.#choose(), 'POST', '/append', { n: entry.n, key: entry.key });
        if (answer?.status === 200) {
          entry.answered = now();
        } else {
          await sleep(0.2);
        }
      }
      await sleep(this.pause);
    }
  }
}
