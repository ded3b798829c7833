// Rtws: the client as its users see it.
import { RtwsError, dataOf, membersOf, mergePatch } from './values.mjs';
import { Emitter, emit } from './emitter.mjs';
import { Connection } from './connection.mjs';
import { Requests } from './requests.mjs';
import { Channels } from './channels.mjs';

const DEFAULTS = { timeout: 10, ping: 25 };
const BACKOFF = { min: 0.5, max: 30, factor: 2 };
const QUEUE = { size: 1000, time: 60 };

export class Rtws extends Emitter {
  #connection;
  #requests;
  #channels;
  #key = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  #keys = 0;

  constructor(url, options = {}) {
    super();
    const all = {
      WebSocket: globalThis.WebSocket, ...DEFAULTS, ...options,
      backoff: { ...BACKOFF, ...options.backoff }, queue: { ...QUEUE, ...options.queue },
    };
    if (!all.WebSocket) {
      throw new TypeError('There is no WebSocket here: pass a class for it, new Rtws(url, { WebSocket }).');
    }
    this.#connection = new Connection(url, all, {
      open: () => this.#resume(),
      frame: (frame) => this.#receive(frame),
      lost: (code) => this.#interrupt(code),
      state: (state, before) => emit(this, 'state', state, before),
      up: () => emit(this, 'open'),
      down: (how) => emit(this, 'close', how),
      failed: ({ message }) => emit(this, 'error', new RtwsError('CONNECT', `No connection: ${message}.`)),
    });
    this.#requests = new Requests(this.#connection, all);
    this.#channels = new Channels(this, this.#connection, this.#requests);
    this.connect();
  }

  /** 'connecting', 'open', 'waiting' (for the next attempt) or 'closed'. */
  get state() {
    return this.#connection.state;
  }

  /** At once, when it is closed or waiting. */
  connect() {
    this.#connection.connect();
  }

  /** Ends the connection, and what waits for an answer. Subscriptions stay for the next connect(). */
  close() {
    this.#connection.close();
  }

  /** Calls fn(data, message) for what is published to the channel. since and delta are of the first subscription. */
  subscribe(channel, fn, options = {}) {
    return this.#channels.subscribe(channel, fn, options);
  }

  /** Becomes a member, an object with an id, who gets what is published as well. */
  join(channel, member) {
    return this.#channels.join(channel, member);
  }

  /** To { position, duplicate }. What cannot be sent now is sent once there is a connection. */
  publish(channel, data, { event, echo, key = `${this.#key}-${++this.#keys}` } = {}) {
    const isSilent = echo === false;
    return this.#requests.ask({ action: 'publish', channel, message: data, event, echo: isSilent ? false : undefined, key },
      ({ position, duplicate = false }) => {
        if (isSilent) {
          this.#channels.ignore(channel, position);
        }
        return { position, duplicate };
      });
  }

  /** To { publications, position, recovered }. */
  history(channel, { limit, since } = {}) {
    return this.#requests.ask({ action: 'history', channel, limit, since }, ({ publications, position, recovered }) => ({
      publications: publications.map((publication) => ({ ...publication, data: dataOf(publication) })),
      position, recovered,
    }));
  }

  /** Who is there, without joining: to { members, total, next }. */
  presence(channel, { limit, after } = {}) {
    return this.#requests.ask({ action: 'presence', channel, limit, after }, membersOf);
  }

  /**
   * Publications that were under way come first, so that it is known which ones of a replay are not for us. Without a
   * replay they come after the subscription, which is then the only way to hear of them.
   */
  #resume() {
    this.#requests.resume(({ wasSent, channel }) => wasSent && this.#channels.isReplayed(channel));
    this.#channels.resume();
    this.#requests.resume();
  }

  #interrupt(code) {
    this.#channels.interrupt();
    this.#requests.interrupt(code);
  }

  #receive(frame) {
    if (this.#requests.answer(frame)) {
      return;
    }
    if (frame.type === 'ping') {
      this.#requests.tell({ type: 'pong' });
    } else if (frame.type === 'error') {
      emit(this, 'error', new RtwsError(frame.code, frame.message, frame.channel));
    } else {
      this.#channels.receive(frame);
    }
  }
}

Rtws.RtwsError = RtwsError;
Rtws.mergePatch = mergePatch;
