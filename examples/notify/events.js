/**
 * Server-Sent Events from a known place on. A browser's EventSource sends Last-Event-ID when it connects again by itself,
 * but a new one cannot be told where another had been; a request of one's own can.
 */
export class EventsSince {
  #abort = new AbortController();

  /** on: open(), event({ type, data, id }), end() */
  constructor(url, lastEventId, on) {
    this.#read(url, lastEventId, on).catch(() => {}).then(() => {
      if (!this.#abort.signal.aborted) {
        on.end();
      }
    });
  }

  close() {
    this.#abort.abort();
  }

  async #read(url, lastEventId, on) {
    const answer = await fetch(url, {
      headers: { Accept: 'text/event-stream', 'Last-Event-ID': lastEventId }, signal: this.#abort.signal,
    });
    if (!answer.ok) {
      return;
    }
    on.open();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      const events = (text + value).split('\n\n');
      text = events.pop();
      events.map(parse).filter(({ data }) => data !== undefined).forEach(on.event);
    }
  }
}

function parse(block) {
  const event = { type: 'message' };
  for (const line of block.split('\n')) {
    const [, name, value] = /^(\w*): ?(.*)$/.exec(line) ?? [];
    if (name === 'data') {
      event.data = event.data === undefined ? value : `${event.data}\n${value}`;
    } else if (name === 'event') {
      event.type = value;
    } else if (name === 'id') {
      event.id = value;
    }
  }
  return event;
}
