import { startEmbeddedPostgres } from '../../src/postgres/embedded-server.js';

// A process of its own for the tests of the embedded server: starts one, says where, and waits to be killed.
const [dataDir = '', adopt = ''] = process.argv.slice(2);
try {
  const { connectionString, adopted } = await startEmbeddedPostgres({ dataDir, adopt: adopt === 'adopt' });
  process.stdout.write(`${JSON.stringify({ connectionString, adopted })}\n`);
  setInterval(() => undefined, 1_000);
} catch (error) {
  const { code = 'none', message } = error as { code?: string; message: string };
  process.stdout.write(`${JSON.stringify({ code, message })}\n`);
}
