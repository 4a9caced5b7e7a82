import { resolve } from 'node:path';
import { AsofError } from '../errors/asof-error.js';

/** How much the server writes to its log. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** How this installation is set up. */
export interface Config {
  /** Null: the embedded Postgres, in the data directory. */
  readonly databaseUrl: string | null;
  /** Null: the embedded LMDB store, in the data directory. */
  readonly redisUrl: string | null;
  readonly host: string;
  readonly port: number;
  /** Absolute. */
  readonly dataDirectory: string;
  /** Addresses of the databases that sources name, by name. */
  readonly sources: ReadonlyMap<string, string>;
  readonly logLevel: LogLevel;
}

/** Variables by name, as the environment gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration of this process. The only place that looks at the environment. */
export function loadConfig(): Config {
  return readConfig(process.env);
}

/**
 * Reads a configuration; an empty variable counts as absent. All problems are reported together, in one
 * `CONFIGURATION_INVALID`. Addresses are not repeated in it, since they hold passwords.
 */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const read = <T>(name: string, parse: (text: string) => T, absent: T): T => {
    const text = environment[name]?.trim() ?? '';
    if (text === '') return absent;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      problems.push(`${name} ${error.message}`);
      return absent;
    }
  };
  const config: Config = {
    databaseUrl: read<string | null>('DATABASE_URL', parsePostgresUrl, null),
    redisUrl: read<string | null>('REDIS_URL', parseRedisUrl, null),
    host: read('ASOF_HOST', parseHost, '127.0.0.1'),
    port: read('ASOF_PORT', parsePort, 4000),
    dataDirectory: resolve(read('ASOF_DATA_DIR', (text) => text, '.asof')),
    sources: read<ReadonlyMap<string, string>>('ASOF_SOURCES', parseSources, new Map()),
    logLevel: read<LogLevel>('ASOF_LOG_LEVEL', parseLogLevel, 'info'),
  };
  if (problems.length === 0) return config;
  const list = problems.map((problem) => `  ${problem}`).join('\n');
  throw new AsofError('CONFIGURATION_INVALID', `The configuration has problems.\n${list}`, { problems });
}

/** What is wrong with a variable, to be put behind its name. */
class Misfit extends Error {}

const LOG_LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

function parsePostgresUrl(text: string): string {
  if (hasScheme(text, ['postgres:', 'postgresql:'])) return text;
  throw new Misfit('is not an address of Postgres. Write it like postgres://user:password@localhost:5432/asof.');
}

function parseRedisUrl(text: string): string {
  if (text.startsWith('redis-cluster://'))
    throw new Misfit(
      'names a Redis cluster, which is not supported yet. Name one server, like redis://localhost:6379.',
    );
  if (hasScheme(text, ['redis:', 'rediss:'])) return text;
  throw new Misfit('is not an address of Redis. Write it like redis://localhost:6379.');
}

function hasScheme(text: string, schemes: readonly string[]): boolean {
  return URL.canParse(text) && schemes.includes(new URL(text).protocol);
}

function parseHost(text: string): string {
  if (/^[\w.:%-]+$/.test(text)) return text;
  throw new Misfit(
    `is ${JSON.stringify(text)}, which is no name or address of a network interface. Write it like 127.0.0.1, or 0.0.0.0 for all.`,
  );
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= 65_535) return port;
  throw new Misfit(
    `is ${JSON.stringify(text)}, which is no port. Write a whole number from 0 to 65535; 0 takes any free port.`,
  );
}

function parseLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((each) => each === text.toLowerCase());
  if (level !== undefined) return level;
  throw new Misfit(`is ${JSON.stringify(text)}. Write one of ${LOG_LEVELS.join(', ')}.`);
}

/** `{"sales": "postgres://…"}`, or `sales=postgres://… stock=postgres://…` divided by blanks, commas or new lines. */
function parseSources(text: string): ReadonlyMap<string, string> {
  const entries = text.startsWith('{') ? jsonSources(text) : text.split(NEXT_SOURCE).map(listedSource);
  const sources = new Map<string, string>();
  for (const [name, url] of entries) {
    if (!/^[A-Za-z_]\w*$/.test(name))
      throw new Misfit(`has a name that cannot be used${shownName(name)}. Use letters, digits and underscores.`);
    if (sources.has(name)) throw new Misfit(`names ${JSON.stringify(name)} twice.`);
    if (!hasScheme(url, ['postgres:', 'postgresql:']))
      throw new Misfit(
        `gives ${JSON.stringify(name)} no address of Postgres. Write it like postgres://user:password@host:5432/database.`,
      );
    sources.set(name, url);
  }
  return sources;
}

/** Where a list goes on: at blanks, and at a comma before a name with an address; a comma within an address stays. */
const NEXT_SOURCE = /\s*,\s*(?=[^\s,=:/]+=[a-z][a-z\d+.-]*:\/\/)|\s+/i;

/** A name that was not meant as one may be an address, which holds a password. */
function shownName(name: string): string {
  return /^[\w .-]{1,40}$/.test(name) ? `: ${JSON.stringify(name)}` : '';
}

function jsonSources(text: string): [string, string][] {
  const form = 'is not JSON of the form {"name": "postgres://…"}.';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Misfit(form);
  }
  return Object.entries(json as Record<string, unknown>).map(([name, url]) => {
    if (typeof url !== 'string') throw new Misfit(form);
    return [name, url];
  });
}

function listedSource(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Misfit('is neither JSON nor a list like sales=postgres://… stock=postgres://….');
  return [text.slice(0, at), text.slice(at + 1).replace(/,+$/, '')];
}
