import type { Clock } from '../time/clock.js';
import type { Services } from '../services.js';
import type { Terminal } from './terminal.js';

/** How the installation is set up, as far as the command line looks at it. */
export interface Settings {
  /** Null: the embedded Postgres. */
  readonly databaseUrl: string | null;
  /** Null: the embedded online store. */
  readonly redisUrl: string | null;
  readonly host: string;
  readonly port: number;
  readonly dataDirectory: string;
  readonly sources: ReadonlyMap<string, string>;
}

/** An installation that is up. */
export interface Installation {
  readonly services: Services;
  readonly clock: Clock;
  readonly databaseUrl: string;
  /** Takes requests on one port. Throws `INPUT_INVALID` when the port is taken. */
  serve(address: { readonly port: number; readonly host: string }): Promise<ServedInstallation>;
  close(): Promise<void>;
}

/** A server that takes requests for an installation. */
export interface ServedInstallation {
  readonly url: string;
  close(): Promise<void>;
}

/** What to put in place of the real thing when an installation is opened, and who hears of its steps. */
export interface OpenOptions {
  readonly clock?: Clock;
  readonly onStep?: (step: string) => void;
  /** Whether the server's log is only of what goes wrong. */
  readonly quiet?: boolean;
}

/** All that commands drive. The roof hands it in, so that the command line knows services and nothing of their wiring. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The machine's clock. */
  readonly clock: Clock;
  /** Throws `CONFIGURATION_INVALID`. */
  readSettings(): Settings;
  open(options: OpenOptions): Promise<Installation>;
}

/** Runs `use` on an open installation and closes it afterwards, whatever happens. */
export async function withInstallation<T>(
  context: CommandContext,
  use: (installation: Installation) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const installation = await context.open(options);
  try {
    return await use(installation);
  } finally {
    await installation.close();
  }
}
