#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/src/app/main.js', import.meta.url);

if (existsSync(main)) await import(main.href);
else {
  process.stderr.write(
    'Asof is not built yet: dist/ is missing. Run "npm run build" (or "npm ci", which builds too) and try again.\n',
  );
  process.exitCode = 1;
}
