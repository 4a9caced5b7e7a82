import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A port of 127.0.0.1 that is free at this moment: `preferred` if it is, otherwise any. */
export async function findFreePort(preferred = 0): Promise<number> {
  const server = createServer().unref();
  try {
    server.listen({ host: '127.0.0.1', port: preferred, exclusive: true });
    await once(server, 'listening');
  } catch {
    return preferred === 0 ? Promise.reject(new Error('no port is free')) : findFreePort();
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
