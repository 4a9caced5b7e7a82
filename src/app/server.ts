import { AsofError } from '../errors/asof-error.js';
import type { App } from './app.js';

/** A server that takes requests. */
export interface RunningServer {
  /** Where it answers, like `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no new requests, lets those under way finish, and stops. The app stays open. */
  close(): Promise<void>;
}

/** Serves an app over HTTP. Port 0 takes any free port. Throws `INPUT_INVALID` when the port is taken or not allowed. */
export async function startServer(
  app: App,
  address: { readonly port: number; readonly host: string },
): Promise<RunningServer> {
  throw new AsofError('INTERNAL', `Not wired yet: ${app.databaseUrl} ${address.port}.`);
}
