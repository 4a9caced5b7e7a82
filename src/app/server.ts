import type { FastifyInstance } from 'fastify';
import { AsofError } from '../errors/asof-error.js';
import type { App } from './app.js';
import { createServer } from './create-server.js';

/** A server that takes requests. */
export interface RunningServer {
  /** Where it answers, like `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no new requests, lets those under way finish for some seconds, and stops. The app stays open. */
  close(): Promise<void>;
}

/** Where to listen. */
export interface Address {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
}

/** Serves an app over HTTP. Throws `INPUT_INVALID` when the port is taken or not allowed, or the host is not of this machine. */
export async function startServer(app: App, address: Address): Promise<RunningServer> {
  const fastify = await createServer(app);
  try {
    await fastify.listen({ ...address });
  } catch (error) {
    await fastify.close();
    throw asRefusal(error, address);
  }
  return { url: urlOf(fastify, address.host), close: () => closeWithin(fastify, GRACE_MILLIS) };
}

const GRACE_MILLIS = 10_000;

/** A connection whose last request has been answered is closed at once: its client would keep it, and the server with it. */
async function closeWithin(fastify: FastifyInstance, graceMillis: number): Promise<void> {
  const sweep = setInterval(() => fastify.server.closeIdleConnections(), 50);
  const cut = setTimeout(() => fastify.server.closeAllConnections(), graceMillis);
  try {
    await fastify.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}

/** Names this machine where the server listens on all of its addresses. */
function urlOf(fastify: FastifyInstance, host: string): string {
  const address = fastify.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function asRefusal(error: unknown, { port, host }: Address): unknown {
  const code = (error as { readonly code?: unknown }).code;
  const details = { port, host };
  if (code === 'EADDRINUSE') {
    return new AsofError(
      'INPUT_INVALID',
      `Port ${port} on ${host} is taken by another process. Stop that process, or set ASOF_PORT to another port.`,
      details,
    );
  }
  if (code === 'EACCES') {
    return new AsofError(
      'INPUT_INVALID',
      `Port ${port} on ${host} may not be used by this user. Set ASOF_PORT to a port from 1024.`,
      details,
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new AsofError(
      'INPUT_INVALID',
      `${host} is no address of this machine. Set ASOF_HOST to 127.0.0.1, or to 0.0.0.0 for all addresses.`,
      details,
    );
  }
  return error;
}
