// Requests: what waits for an answer, in order. Those of the application outlive connections; commands are of one
// connection, and made anew on the next.
import { RtwsError } from './values.mjs';

const QUEUE_TIME_MAX = 240; // the server knows a publication's key for 300 seconds

export class Requests {
  #connection;
  #options;
  #byId = new Map();
  #lastId = 0;

  constructor(connection, options) {
    this.#connection = connection;
    this.#options = options;
  }

  /** A promise of what read() makes of the answer. */
  ask(frame, read) {
    const { time, size } = this.#options.queue;
    const { channel } = frame;
    let request;
    const promise = new Promise((done, fail) => {
      if (this.#connection.state === 'closed') {
        throw new RtwsError('CLOSED', 'The client is closed.', channel);
      }
      if (!this.#connection.isOpen && this.#byId.size >= size) {
        throw new RtwsError('QUEUE_FULL', `There is no connection, and ${size} requests wait for one already.`, channel);
      }
      request = this.#add(frame, (error, answer) => (error ? fail(error) : done(read(answer))));
      request.until = Date.now() + Math.min(time, QUEUE_TIME_MAX) * 1000;
    });
    if (request) {
      request.promise = promise;
      this.#send(request);
    }
    return promise;
  }

  /**
   * Repeated while isWanted() until it is answered; then settle(error, answer) is called at once. The end of the
   * connection is its end.
   */
  command(frame, isWanted, settle) {
    const request = this.#add(frame, (error, answer) => isWanted() && settle(error, answer));
    request.isWanted = isWanted;
    this.#send(request);
  }

  /** Without an answer, and only if there is a connection. */
  tell(frame) {
    if (this.#connection.isOpen) {
      this.#connection.send(JSON.stringify(frame));
    }
  }

  /** False when it is no answer to a request. */
  answer(frame) {
    const request = this.#byId.get(frame.id);
    const error = frame.type === 'error' ? new RtwsError(frame.code, frame.message, frame.channel) : null;
    if (request?.isWanted && error?.code === 'UNAVAILABLE') {
      clearTimeout(request.timer);
      request.timer = setTimeout(() => this.#repeat(request), this.#options.timeout * 1000);
    } else if (request) {
      this.#settle(request, error, frame);
    } else if (error?.code === 'RATE_LIMITED') { // it may have been about any of those under way
      this.#byId.forEach((waiting) => { waiting.isLimited = waiting.isSent; });
    }
    return frame.id !== undefined; // if there was none, of one that was given up
  }

  /** The connection is there: sends what has not been sent on it, of that what fits. */
  resume(fits = () => true) {
    for (const request of [...this.#byId.values()]) {
      if (!request.isSent && fits(request)) {
        this.#send(request);
      }
    }
  }

  /** The connection is gone. */
  interrupt(code) {
    if (code === 1009) {
      this.#refuseLargest();
    }
    for (const request of [...this.#byId.values()]) {
      request.isSent = false;
      if (request.isWanted) {
        clearTimeout(request.timer);
        this.#byId.delete(request.id);
      } else if (this.#connection.state === 'closed') {
        request.promise.catch(() => {}); // who did not wait for it need not hear of it
        this.#settle(request, new RtwsError('CLOSED', 'The client was closed.', request.channel));
      } else {
        this.#send(request);
      }
    }
  }

  #add(frame, settle) {
    const id = ++this.#lastId;
    const request = {
      id, settle, text: JSON.stringify({ ...frame, id }), channel: frame.channel, isPublish: frame.action === 'publish',
      isSent: false, wasSent: false,
    };
    this.#byId.set(id, request);
    return request;
  }

  #send(request) {
    const late = () => this.#settle(request, new RtwsError('TIMEOUT', 'There was no connection in time.', request.channel));
    clearTimeout(request.timer);
    if (this.#connection.isOpen) {
      request.isSent = request.wasSent = true;
      request.isLimited = false;
      request.timer = setTimeout(() => this.#overdue(request), this.#options.timeout * 1000);
      this.#connection.send(request.text);
    } else {
      request.timer = setTimeout(late, Math.max(0, request.until - Date.now()));
    }
  }

  #settle(request, error, answer) {
    clearTimeout(request.timer);
    this.#byId.delete(request.id);
    request.settle(error, answer);
  }

  /** With the same id: two answers are as good as one. */
  #repeat(request) {
    if (request.isWanted()) {
      this.#send(request);
    } else {
      this.#byId.delete(request.id);
    }
  }

  #overdue(request) {
    const { timeout } = this.#options;
    const silence = performance.now() - this.#connection.heard;
    if (silence > timeout * 500) { // for half of the time: it may be the connection that has died
      this.#connection.probe();
      request.timer = setTimeout(() => this.#overdue(request), timeout * 250);
    } else if (request.isWanted) {
      this.#repeat(request);
    } else {
      this.#settle(request, request.isLimited
        ? new RtwsError('RATE_LIMITED', 'The server did not look at it: too many messages.', request.channel)
        : new RtwsError('TIMEOUT', `No answer within ${timeout} seconds.`, request.channel));
    }
  }

  /** If anything under way was too large, the largest was. */
  #refuseLargest() {
    const size = ({ text }) => new TextEncoder().encode(text).length;
    const [largest] = [...this.#byId.values()].filter((request) => request.isSent && request.isPublish)
      .sort((a, b) => size(b) - size(a));
    if (largest) {
      const message = `A message of ${size(largest)} bytes is larger than the server takes.`;
      this.#settle(largest, new RtwsError('TOO_LARGE', message, largest.channel));
    }
  }
}
