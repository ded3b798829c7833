// What the processes hold: resident memory and descriptors, of masters and workers, from the beginning to the end.
import { lookAt } from './processes.mjs';

const SECONDS = 1;
const GROWTH_KIB = 12 * 1024; // above the median of the first looks, whatever is under way
const DESCRIPTORS = 8; // beyond one for each client

export class Looks {
  #world;
  #timer;
  #before = null;
  #peak = { rss: 0, fds: 0 };
  #count = 0;

  constructor(world) {
    this.#world = world;
  }

  begin() {
    this.#before = this.#look();
    this.#timer = setInterval(() => this.#look(), SECONDS * 1000);
  }

  /** Of the fullest process of each kind. */
  #look() {
    const seen = { masters: { rss: 0, fds: 0 }, workers: { rss: 0, fds: 0 } };
    for (const [i, server] of this.#world.server.entries()) {
      const { master, workers } = server.family();
      const add = (kind, look) => {
        seen[kind].rss = Math.max(seen[kind].rss, look?.rss ?? 0);
        seen[kind].fds += look?.fds ?? 0;
        this.#peak.rss = Math.max(this.#peak.rss, look?.rss ?? 0);
        this.#peak.fds = Math.max(this.#peak.fds, look?.fds ?? 0);
      };
      add('masters', lookAt(master));
      workers.forEach((pid) => add('workers', lookAt(pid)));
      seen.workers.fds -= this.#world.way[i].count;
    }
    this.#count++;
    return seen;
  }

  end() {
    const after = this.#look();
    const wrong = { count: 0, lines: [] };
    const counts = { looks: this.#count, 'largest process (KiB)': this.#peak.rss, 'most descriptors of one': this.#peak.fds };
    clearInterval(this.#timer);
    for (const kind of ['masters', 'workers']) {
      const [before, now] = [this.#before[kind], after[kind]];
      counts[`${kind}: the largest before, after (KiB)`] = `${before.rss}, ${now.rss}`;
      counts[`${kind}: descriptors before, after`] = `${before.fds}, ${now.fds}`;
      if (now.rss > before.rss + GROWTH_KIB) {
        wrong.lines.push(`memory of ${kind} grew from ${before.rss} to ${now.rss} KiB`);
      }
      if (now.fds > before.fds + DESCRIPTORS) {
        wrong.lines.push(`descriptors of ${kind} grew from ${before.fds} to ${now.fds}`);
      }
    }
    wrong.count = wrong.lines.length;
    return { counts, wrong };
  }
}
