import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Bundles the console into `dist/console/`, with all it needs; nothing to do when what is there is of the same sources. */
const here = dirname(fileURLToPath(import.meta.url));
const outDir = join(here, '../../dist/console');
const stamp = join(outDir, '.built-from');
const sources = fingerprint();

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources && existsSync(join(outDir, 'index.html'))) {
  console.log('The console is up to date.');
} else {
  await bundle();
  writeFileSync(stamp, sources);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const name of readdirSync(here).sort()) hash.update(name).update(readFileSync(join(here, name)));
  for (const name of ['graphiql', 'react', 'vite']) {
    hash.update(readFileSync(join(here, '../../node_modules', name, 'package.json')));
  }
  return hash.digest('hex');
}

async function bundle() {
  const { build } = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  await build({
    configFile: false,
    root: here,
    base: '/console/',
    logLevel: 'warn',
    plugins: [react()],
    worker: { format: 'es' },
    resolve: { dedupe: ['graphql', 'react', 'react-dom'] },
    build: {
      outDir,
      emptyOutDir: true,
      assetsDir: 'assets',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 10_000,
      reportCompressedSize: false,
      rolldownOptions: { onLog: logUnlessIdle },
    },
  });
}

/** A directive for a compiler that is not run here is nothing to report. */
function logUnlessIdle(level, log, logDefault) {
  if (log.code !== 'MODULE_LEVEL_DIRECTIVE') logDefault(level, log);
}
