// What the clients have written down, held against what was promised. Each audit returns { counts, wrong }: numbers for
// the table, and a line for each promise that was broken.

const AFTER_S = 2; // a gap may be told a little after what comes behind it

const epochOf = (position) => position?.split('-')[0];

/** Bounds the lines of one kind; all are counted. */
class Wrong {
  lines = [];
  count = 0;

  add(line) {
    this.count++;
    if (this.lines.length < 15) {
      this.lines.push(line);
    }
  }
}

/**
 * Of one subscriber and channel. An answer whose position is of no epoch of Redis came from a server that was alone: what
 * it had for the others is lost if it ends before it is back, and a subscriber that changes the server may get it twice.
 * So may one of a channel without history, when it comes to a server that is behind the one it was with.
 */
function auditList({ subscriber, channel, list, publishers, world, counts, wrong }) {
  const isKept = channel.startsWith('h:');
  const breaks = list.filter(({ type }) => type === 'gap' || (!isKept && type !== 'message'));
  const wasBroken = (from, to) => breaks.some(({ at }) => at >= from && at <= to + AFTER_S);
  const connections = list.filter(({ type }) => type === 'lost').map(({ at }) => at);
  const changed = (from, to) => connections.some((at) => at >= from && at <= to);
  counts.gaps += breaks.filter(({ type }) => type === 'gap').length;
  for (const publisher of publishers) {
    const sent = publisher.sent.get(channel) ?? [];
    const got = new Map();
    const what = (n) => `${subscriber.name} ${channel} ${publisher.name}#${n}`;
    let last = { n: 0, at: 0 };
    let newest = 0;
    for (const record of list) {
      if (record.type !== 'message' || record.by !== publisher.name) {
        continue;
      }
      const publication = sent[record.n - 1];
      const before = got.get(record.n);
      counts.received++;
      if (before) {
        const isAlone = publication.isAlone || (isKept && (before.position === undefined || record.position === undefined));
        if (world.redis.emptied.some((at) => at >= publication.first && at <= (publication.answered || Infinity) + AFTER_S)) {
          counts['twice, Redis was emptied']++;
        } else if ((isAlone || !isKept) && changed(before.at, record.at)) {
          counts['twice, by another connection']++; // without a position; another server may be behind
        } else {
          wrong.add(`${what(record.n)} came twice: at ${before.at.toFixed(2)} (${before.position}) and ${record.at.toFixed(2)} (${record.position}); `
            + `published ${publication.first.toFixed(2)}, answered ${publication.answered.toFixed(2)} (${publication.position}), ${publication.tries} tries`);
        }
        continue;
      }
      got.set(record.n, record);
      if (record.n < newest) {
        wrong.add(`${what(record.n)} came at ${record.at.toFixed(2)}, behind #${newest}; published ${publication.first.toFixed(2)}, answered ${publication.answered.toFixed(2)} (${publication.position})`);
      }
      newest = Math.max(newest, record.n);
      for (let n = last.n + 1; n < record.n; n++) {
        if (!got.has(n)) {
          auditMissing(sent[n - 1], last.at, record.at);
        }
      }
      last = record.n > last.n ? record : last;
    }
    for (let n = last.n + 1; n <= sent.length; n++) {
      auditMissing(sent[n - 1], last.at, Infinity);
    }

    function auditMissing(publication, from, to) {
      if (publication.answered === 0) {
        return;
      }
      const isLost = publication.isAlone && publisher.server.ends.some((at) => at >= publication.first && at < publication.answered + 60);
      if (wasBroken(from, to)) {
        counts['missed, told']++;
      } else if (isLost) {
        counts['missed, its server ended alone']++;
      } else {
        wrong.add(`${what(publication.n)} is missing between ${from.toFixed(2)} and ${to.toFixed(2)}, and nothing was told; `
          + `published ${publication.first.toFixed(2)}, answered ${publication.answered.toFixed(2)} (${publication.position})${publication.isAlone ? ' by a server that was alone' : ''}`);
      }
    }
  }
}

/** All subscribers, channels with history or those without. */
export function auditChannels(prefix, subscribers, publishers, world) {
  const counts = {
    published: 0, 'of these answered by an island': 0, repeated: 0, received: 0, gaps: 0, 'missed, told': 0,
    'missed, its server ended alone': 0, 'twice, by another connection': 0, 'twice, Redis was emptied': 0,
  };
  const wrong = new Wrong();
  for (const publisher of publishers) {
    for (const [channel, list] of publisher.sent) {
      if (!channel.startsWith(prefix)) {
        continue;
      }
      for (const publication of list) {
        publication.isAlone = publication.answered > 0 && !world.epochs.has(epochOf(publication.position));
        counts.published++;
        counts['of these answered by an island'] += publication.isAlone;
        counts.repeated += publication.tries > 1 || publication.duplicate === true;
      }
    }
  }
  for (const subscriber of subscribers) {
    for (const [channel, list] of subscriber.records) {
      if (channel.startsWith(prefix)) {
        auditList({ subscriber, channel, list, publishers, world, counts, wrong });
      }
    }
  }
  return { counts, wrong };
}

/** Epochs of Redis: of all positions that came with a message. */
export const epochsOf = (subscribers) => new Set(subscribers.flatMap(({ records }) => [...records.values()].flat())
  .filter(({ type, position }) => type === 'message' && position !== undefined).map(({ position }) => epochOf(position)));

/**
 * present: who should be there, lists: what the servers say at the end, by name. A server that is alone does not hear who
 * has left another one: when he comes to it, it tells of it again.
 */
export function auditMembers(members, present, lists, world) {
  const wrong = new Wrong();
  const counts = { members: members.length, 'joins seen': 0, 'leaves seen': 0, 'lists seen': 0, gaps: 0, 'lists that were incomplete': 0, 'told again, island': 0, 'told again, in the list already': 0 };
  const text = (set) => [...set].sort().join(' ');
  for (const member of members) {
    counts['joins seen'] += member.seen.join;
    counts['leaves seen'] += member.seen.leave;
    counts['lists seen'] += member.seen.state;
    counts.gaps += member.seen.gap;
    counts['told again, in the list already'] += member.seen.listed;
    counts['lists that were incomplete'] += member.seen.incomplete;
    for (const { at, via, line } of member.wrong) {
      const server = world.server[world.way.findIndex(({ port }) => port === via)];
      if (server.islands().some(([from, to]) => at >= from && at <= to + 1)) {
        counts['told again, island']++;
      } else {
        wrong.add(line);
      }
    }
    if (member.isIn && text(member.known) !== text(present)) {
      wrong.add(`${member.name} believes that there are ${text(member.known)}; there are ${text(present)}`);
    }
  }
  for (const [name, list] of Object.entries(lists)) {
    if (list === null || text(list) !== text(present)) {
      wrong.add(`${name} says that there are ${list === null ? '(no answer)' : text(list)}; there are ${text(present)}`);
    }
  }
  return { counts, wrong };
}

/** lines: of the journals of all servers. */
export function auditStream(sent, lines, info, world) {
  const wrong = new Wrong();
  const handled = new Map(); // n to { begins, ends, first }
  const counts = { appended: 0, repeated: 0, handled: 0, 'handled again': 0, 'attempts at most': 0, 'lost, Redis was emptied': 0 };
  for (const line of lines) {
    const [what, n, attempt, pid, at] = line.split(' ');
    const entry = handled.get(Number(n)) ?? { begins: [], ends: [] };
    handled.set(Number(n), entry);
    entry[`${what}s`]?.push({ attempt: Number(attempt), pid, at: Number(at) });
    counts['attempts at most'] = Math.max(counts['attempts at most'], Number(attempt));
  }
  const newest = new Map();
  for (const { n, key, first, answered, tries } of sent) {
    const entry = handled.get(n);
    const emptied = world.redis.emptied.some((at) => at >= first);
    counts.appended += answered > 0;
    counts.repeated += tries > 1;
    counts.handled += entry?.ends.length > 0;
    counts['handled again'] += entry?.ends.length > 1;
    if (answered > 0 && !entry?.ends.length) {
      if (emptied) {
        counts['lost, Redis was emptied']++;
      } else {
        wrong.add(`entry ${n}, appended at ${answered.toFixed(2)} (${tries} tries), was ${entry ? `begun ${entry.begins.length} times and never finished` : 'never handled'}`);
      }
    }
    const begin = entry && Math.min(...entry.begins.map(({ at }) => at));
    if (begin < (newest.get(key)?.begin ?? 0)) {
      wrong.add(`entry ${n} of ${key} was begun ${(newest.get(key).begin - begin).toFixed(3)} s before entry ${newest.get(key).n} of the same key`);
    } else if (entry) {
      newest.set(key, { n, begin });
    }
  }
  const group = info?.groups.all;
  if (!group || group.waiting !== 0 || group.pending !== 0 || info.dead !== 0) {
    wrong.add(`at the end the stream is not empty: ${JSON.stringify(info)}`);
  }
  return { counts, wrong };
}

const EXPECTED = [
  /^\S+ \S+ info: /,
  /^\S+ \S+ warning: worker \d+: broker up$/,
  /^\S+ \S+ warning: worker \d+: broker down: /,
  /^\S+ \S+ error: worker \d+: the master has gone, stopping$/,
  /^\S+ \S+ error: worker \d+ \(pid \d+\) was killed by signal 9 \(Killed\): starting another one/,
  /^\S+ \S+ error: worker \d+ \(pid \d+\) has not turned its loop for [0-9.]+ s: it is killed \(worker_timeout\)$/,
];

/** What the servers logged, beyond what such acts must bring about. */
export function auditLogs(servers) {
  const wrong = new Wrong();
  const counts = { lines: 0 };
  for (const server of servers) {
    for (const line of server.log()) {
      counts.lines++;
      if (!EXPECTED.some((expression) => expression.test(line))) {
        wrong.add(`server ${server.name}: ${line}`);
      }
    }
  }
  return { counts, wrong };
}
