// Emitter: listeners of events. One that throws does not keep the others from hearing.

function report(error) {
  if (typeof reportError === 'function') {
    reportError(error);
  } else {
    console.error(error);
  }
}

export class Emitter {
  #listeners = new Map();

  /** Calls fn at each event; the function that is returned ends it. */
  on(event, fn) {
    const entries = this.#listeners.get(event) ?? new Set();
    const entry = { fn };
    this.#listeners.set(event, entries.add(entry));
    return () => void entries.delete(entry);
  }

  /** For the owner of the emitter. False when nobody listens. */
  static emit(emitter, event, ...args) {
    const entries = emitter.#listeners.get(event);
    for (const entry of [...(entries ?? [])]) {
      if (entries.has(entry)) {
        try {
          entry.fn(...args);
        } catch (error) {
          report(error);
        }
      }
    }
    return entries?.size > 0;
  }
}

export const { emit } = Emitter;
