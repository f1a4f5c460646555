import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type OutputChunk, type Plugin } from 'rolldown';
import { licencesOf } from './licences.ts';
import { prelude } from './prelude.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The bundles, by what they are made from. */
const bundles: ReadonlyMap<string, string> = new Map([
  ['device/main.ts', 'ritmeter-device.js'],
  ['gateway/main.ts', 'ritmeter-gateway.js'],
  ['simulator/main.ts', 'ritmeter-sim.js'],
  ['simulator/phone/main.ts', 'ritmeter-phone.js'],
  ['gateway/adapters/storage-thread.ts', 'storage-thread.js'],
  ['simulator/adapters/seed-worker.ts', 'seed-worker.js'],
]);

/** What phone apps build on (`exports` of package.json), and its types, written by hand. */
const library = { from: 'protocol/link/adapters/phone-library.ts', to: 'ritmeter-phone-library.js' };
const libraryFace = {
  from: 'protocol/link/adapters/phone-library-face.ts',
  to: 'ritmeter-phone-library.d.ts',
};

/** Folders that the programs read. */
const folders: ReadonlyMap<string, string> = new Map([
  ['gateway/pricing/lists', 'price-lists'],
  ['simulator/scenarios', 'scenarios'],
]);

/** Native code stays in `node_modules`; where there is none, the library that asks for it does without. */
const external = ['cbor-extract'];

/** The native code for serial lines, by the processor it is for (`process.arch`): Linux with glibc. */
const bindings: ReadonlyMap<string, string> = new Map([
  ['x64', 'linux-x64/@serialport+bindings-cpp.glibc.node'],
  ['arm64', 'linux-arm64/@serialport+bindings-cpp.armv8.glibc.node'],
]);
const bindingsFolder = 'node_modules/@serialport/bindings-cpp/prebuilds';

/** Beside the bundle lies the native code that the library looks for in its own folder. */
const serialBinding: Plugin = {
  name: 'serial-binding',
  transform(_, id) {
    if (!id.endsWith('/@serialport/bindings-cpp/dist/serialport-bindings.js')) return null;
    return [
      "import { createRequire } from 'node:module';",
      "const name = ['./serial', process.platform, process.arch].join('-');",
      "export const binding = createRequire(import.meta.url)(name + '.node');",
    ].join('\n');
  },
};

/** Old Nodes have no SQLite: asked for so, it is missing without a word, and the prelude has the last. */
const laterSqlite: Plugin = {
  name: 'later-sqlite',
  renderChunk: (code) =>
    code.replaceAll(
      /^import (\{ [\w, ]+ \}) from "node:sqlite";$/gm,
      'const $1 = process.getBuiltinModule?.("node:sqlite") ?? {};',
    ),
};

/** What a source finds relative to itself by `new URL('…', import.meta.url)` lies beside the bundle. */
const relocation: Plugin = {
  name: 'relocation',
  transform(code, id) {
    if (id.includes('/node_modules/')) return null;
    return code.replace(
      /new URL\('([^']+)', import\.meta\.url\)/g,
      (_, reference: string) =>
        `new URL('./${placeOf(relative(root, resolve(dirname(id), reference)))}', import.meta.url)`,
    );
  },
};

function placeOf(path: string): string {
  const place = bundles.get(path) ?? folders.get(path);
  if (place === undefined) throw new Error(`${path}: say in .ci/build.ts what becomes of it`);
  return place;
}

/** A bundle is one file, in memory, and a warning fails it. */
const oneModule = {
  output: {
    format: 'esm',
    codeSplitting: false,
    comments: { legal: true, annotation: false, jsdoc: false },
  },
  write: false,
  onLog(level: string, log: { readonly message: string }): void {
    if (level === 'warn') throw new Error(log.message);
  },
} as const;

/** One file of all that `entry` (a path from the root) needs; its `moduleIds` name the files that went into it. */
export async function bundle(entry: string): Promise<OutputChunk> {
  const { output } = await build({
    input: resolve(root, entry),
    external,
    platform: 'node',
    transform: { target: 'node20' },
    plugins: [relocation, serialBinding, laterSqlite],
    ...oneModule,
  });
  return output[0];
}

/**
 * The phone library as one module for browsers and Node.
 * @throws {Error} where it would import anything, a module of Node above all
 */
export async function bundleLibrary(entry = library.from): Promise<OutputChunk> {
  const { output } = await build({
    input: resolve(root, entry),
    platform: 'browser',
    transform: { target: 'es2022' },
    ...oneModule,
  });
  const [chunk] = output;
  const imports = [...chunk.imports, ...chunk.dynamicImports];
  if (imports.length > 0) throw new Error(`the phone library would import ${imports.join(', ')}`);
  return chunk;
}

/** With a prelude in place of the first line; null where nobody is to execute it. */
const executable = (file: string, code: string): string | null =>
  code.startsWith('#!') ? code.replace(/^.*\n/, prelude(basename(file, '.js'))) : null;

/** Builds into a folder, whose content is replaced. */
async function main(target: string): Promise<void> {
  rmSync(target, { recursive: true, force: true });
  for (const [from, to] of folders) {
    cpSync(resolve(root, from), resolve(target, to), {
      recursive: true,
      filter: (path) => !path.endsWith('.ts'),
    });
  }
  for (const [processor, from] of bindings) {
    cpSync(resolve(root, bindingsFolder, from), resolve(target, `serial-linux-${processor}.node`));
  }
  const moduleIds: string[] = [];
  for (const [from, to] of bundles) {
    const { code, moduleIds: own } = await bundle(from);
    moduleIds.push(...own);
    const program = executable(to, code);
    writeFileSync(resolve(target, to), program ?? code, { mode: program === null ? 0o644 : 0o755 });
    process.stdout.write(`${to}: ${Math.ceil(code.length / 1_024)} KiB\n`);
  }
  const { code, moduleIds: own } = await bundleLibrary();
  moduleIds.push(...own);
  writeFileSync(resolve(target, library.to), code);
  cpSync(resolve(root, libraryFace.from), resolve(target, libraryFace.to));
  process.stdout.write(`${library.to}: ${Math.ceil(code.length / 1_024)} KiB\n`);
  writeFileSync(resolve(target, 'third-party-licences.txt'), licencesOf(moduleIds));
}

if (import.meta.main) await main(resolve(root, process.argv[2] ?? 'dist'));
