import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serveOnFreePort } from '../../src/cli/commands/serve.js';
import { queriesToPaste } from '../../src/cli/demo/queries.js';
import { withInstallation } from '../../src/cli/installation.js';
import { type CliBench, openCliBench } from './cli-context.js';

let bench: CliBench;
const occupier = createServer();
beforeAll(async () => {
  occupier.listen(0, '127.0.0.1');
  await once(occupier, 'listening');
  bench = await openCliBench({ ASOF_PORT: String((occupier.address() as AddressInfo).port) });
});
afterAll(async () => {
  occupier.close();
  await bench.close();
});

test('serves on the next free port when the asked one is taken, says so, and answers there', async () => {
  const { context, terminal } = bench.context();
  const { port } = context.readSettings();
  await withInstallation(context, async (installation) => {
    const server = await serveOnFreePort(installation, context);
    expect(Number(new URL(server.url).port)).toBeGreaterThan(port);
    expect(terminal.written.note).toMatch(
      new RegExp(`^Port ${port} is taken, so port \\d+ is used\\. ASOF_PORT names another one\\.\\n$`),
    );
    const query = queriesToPaste(context.clock.now())[1]?.query;
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'FEATURE_VIEW_NOT_FOUND' } }] });
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
  });
});

test('"serve" keeps to its port and says that it is taken', async () => {
  const { status, note } = await bench.run('serve');
  expect(status).toBe(1);
  expect(note).toMatch(/error INPUT_INVALID: .*port/i);
});
