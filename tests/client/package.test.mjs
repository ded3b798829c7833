// What is shipped: up to date, small, and of use to everybody.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';
import ts from 'typescript';
import { assert, test } from './inc/test.mjs';
import { ROOT } from './inc/server.mjs';

const CLIENT = `${ROOT}/client`;
const about = JSON.parse(readFileSync(`${CLIENT}/package.json`, 'utf8'));
const read = (name) => readFileSync(`${CLIENT}/${name}`, 'utf8');

test('rtws.mjs and rtws.js are what client/build makes', () => {
  execFileSync(process.execPath, [`${CLIENT}/build`, '--check'], { stdio: ['ignore', 'ignore', 'inherit'] });
});

test('minified by terser and compressed by gzip -9, each is smaller than 6 KB', async () => {
  for (const name of ['rtws.mjs', 'rtws.js']) {
    const { code } = await minify(read(name), { module: name === 'rtws.mjs' });
    const size = gzipSync(code, { level: 9 }).length;
    assert.ok(size > 1000 && size < 6000, `${name}: ${size} bytes`);
  }
});

test('the plain script sets the global Rtws and nothing else', () => {
  const context = createContext({});
  const before = new Set(runInContext('Object.getOwnPropertyNames(globalThis)', context));
  runInContext(read('rtws.js'), context);
  const added = [...runInContext('Object.getOwnPropertyNames(globalThis)', context)].filter((name) => !before.has(name));
  assert.deepEqual(added, ['Rtws']);
  assert.equal(runInContext('Rtws.mergePatch({ a: 1 }, { a: 2 }).a', context), 2);
});

function inFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), 'rtws-package-'));
  const place = join(folder, 'node_modules/rtws');
  try {
    mkdirSync(place, { recursive: true });
    for (const name of [...about.files, 'package.json']) {
      cpSync(`${CLIENT}/${name}`, join(place, name));
    }
    return body(folder, place);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const USE = `
  const rtws = new Rtws(async () => '/channels?token=1', { backoff: { max: 5 }, WebSocket: class {} });
  const off: () => void = rtws.on('close', ({ code, reason }) => [code.toFixed(), reason.trim()]);
  const news = rtws.subscribe<{ a: number }>('news', (data, message) => [data.a.toFixed(), message.position], { since: '1', delta: true });
  news.on('gap', ({ position }) => position?.trim());
  const room = rtws.join('room', { id: 1, name: 'x' });
  room.on('state', (members) => members.get('1')?.name);
  news.publish(1, { echo: false }).then(({ position, duplicate }) => [position, !duplicate]);
  rtws.presence('room', { limit: 1 }).then(({ next }) => rtws.presence('room', { after: next }));
  if (rtws.state === 'waiting') { off(); }
  // @ts-expect-error
  rtws.on('opne', () => {});
  // @ts-expect-error
  rtws.join('room', { name: 'no id' });
  // @ts-expect-error
  news.on('join', () => {});
`;

test('the types are right, for import and for require', () => inFolder((folder) => {
  writeFileSync(join(folder, 'a.mts'), `import Rtws, { Rtws as same, RtwsError } from 'rtws';\n${USE}\nnew same('/'); new RtwsError('a', 'b').code.trim();`);
  writeFileSync(join(folder, 'b.cts'), `import { Rtws } from 'rtws';\n${USE}\nexport {};`);
  const compiler = ts.createProgram([join(folder, 'a.mts'), join(folder, 'b.cts')], {
    strict: true, noEmit: true, types: [], target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  });
  const found = ts.getPreEmitDiagnostics(compiler).map(({ messageText, file, start }) =>
    `${file?.fileName} ${start}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  assert.deepEqual(found, []);
}));

test('the package can be imported and required by its name, and has every file that it names', () => inFolder((folder, place) => {
  const run = (name, code) => {
    writeFileSync(join(folder, name), code);
    return execFileSync(process.execPath, [join(folder, name)], { encoding: 'utf8' });
  };
  assert.equal(run('a.mjs', "import Rtws, { Rtws as same, RtwsError } from 'rtws'; console.log(Rtws === same, Rtws.RtwsError === RtwsError);"), 'true true\n');
  assert.equal(run('a.cjs', "const Rtws = require('rtws'); console.log(Rtws === Rtws.Rtws, Rtws === Rtws.default, Rtws.name);"), 'true true Rtws\n');
  const named = JSON.stringify([about.exports, about.main, about.module, about.types]).match(/\.\/[\w.]+/g);
  named.forEach((name) => readFileSync(join(place, name)));
}));

test('the licence is the one of the extension, and so is the version', () => {
  const version = /PHP_RTWS_VERSION "(.*)"/.exec(readFileSync(`${ROOT}/php_rtws.h`, 'utf8'))[1];
  assert.equal(about.license, JSON.parse(readFileSync(`${ROOT}/composer.json`, 'utf8')).license);
  assert.equal(about.version.replace('-', ''), version);
});
