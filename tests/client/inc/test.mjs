// Tests that are counted, and waiting for what takes a moment.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import nodeTest from 'node:test';
import WebSocket from 'ws';
import Rtws from '../../../client/rtws.mjs';
import { Server, Way } from './server.mjs';

export { assert, Rtws, Server, WebSocket, Way };
export const require = createRequire(import.meta.url);
const LIMIT_MS = 20_000;

/**
 * body gets a function that takes what is to be ended after the test: clients, servers, ways. Each test that ran is a
 * line in the file RTWS_RESULTS: what node counts differs between its versions.
 */
export function test(name, body) {
  nodeTest(name, async () => {
    const things = [];
    let result = 'failed';
    let timer;
    const limit = new Promise((done, fail) => {
      timer = setTimeout(() => fail(new Error(`not done after ${LIMIT_MS} ms`)), LIMIT_MS);
    });
    const use = (thing) => {
      things.unshift(thing);
      return thing;
    };
    try {
      await Promise.race([body(use), limit]);
      result = 'passed';
    } finally {
      clearTimeout(timer);
      if (process.env.RTWS_RESULTS) {
        appendFileSync(process.env.RTWS_RESULTS, `${result} ${name}\n`);
      }
      for (const thing of things) {
        await (thing.end ?? thing.close).call(thing);
      }
    }
  });
}

export function client(url, options = {}) {
  return new Rtws(url, { WebSocket, backoff: { min: 0.05, max: 0.3 }, ...options });
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Until what is read is what is expected. */
export async function becomes(read, expected, ms = 10_000) {
  const end = Date.now() + ms;
  for (;;) {
    try {
      assert.deepEqual(await read(), expected);
      return;
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await sleep(5);
    }
  }
}

/** It is open, or will be. */
export const opened = (rtws) => becomes(() => rtws.state, 'open');

/** The arguments of the next such event. */
export const event = (emitter, name) => new Promise((done) => {
  const off = emitter.on(name, (...args) => {
    off();
    done(args);
  });
});

export async function rejects(promise, code) {
  const error = await promise.then(() => assert.fail('it was resolved'), (reason) => reason);
  assert.equal(error.code, code, error);
  return error;
}
