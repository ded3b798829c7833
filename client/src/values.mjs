// Values: errors, patches, and what the protocol's JSON becomes.

/** What went wrong: code is the server's (docs/protocol.md), or TIMEOUT, CLOSED, QUEUE_FULL, TOO_LARGE, CONNECT. */
export class RtwsError extends Error {
  constructor(code, message, channel) {
    super(message);
    this.name = 'RtwsError';
    this.code = code;
    this.channel = channel;
  }
}

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

export const copy = (value) => JSON.parse(JSON.stringify(value));

/** RFC 7396. Changes neither of the two; what is the same in the result is shared with the target. */
export function mergePatch(target, patch) {
  if (!isObject(patch)) {
    return patch;
  }
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      members.delete(name);
    } else {
      members.set(name, mergePatch(members.get(name), value));
    }
  }
  return Object.fromEntries(members); // "__proto__" is a name like any other
}

/** The value of a message or publication: binary data is a Uint8Array. */
export function dataOf({ data, encoding }) {
  return encoding === 'base64' ? Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0)) : data;
}

/** Of a presence_state: { members, total, next }, members by id. */
export function membersOf({ members, total, next }) {
  const map = new Map(Object.entries(members ?? {}));
  return { members: map, total: total ?? map.size, next };
}
