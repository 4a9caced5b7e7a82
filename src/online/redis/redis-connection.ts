import { type ChainableCommander, Redis } from 'ioredis';
import { AsofError } from '../../errors/asof-error.js';
import { redisFailure, replyCode, unavailable } from './redis-failure.js';

const COMMAND_TIMEOUT_MILLIS = 2_000;
const CONNECT_TIMEOUT_MILLIS = 2_000;
const LONGEST_RETRY_MILLIS = 1_000;

/** What one command of a pipeline came to: an error, or a reply. */
export type Reply = readonly [error: Error | null, reply: unknown];

/**
 * One connection to Redis that is made on first use and made again by itself whenever it is lost.
 * While there is none, commands fail at once instead of queueing; a command that is not answered in two seconds fails,
 * and the connection that left it unanswered is given up, since a peer that vanished would hold it open for long.
 */
export class RedisConnection {
  private readonly client: Redis;
  private failedAttempts = 0;
  private becomingReady: Promise<void> | undefined;
  private closing: Promise<void> | undefined;
  /** Counts lost connections. Two steps that must meet the same server process compare it. */
  losses = 0;

  constructor(url: string) {
    this.client = createClient(url, (attempt) => {
      this.failedAttempts = attempt;
      return Math.min(50 * 2 ** (attempt - 1), LONGEST_RETRY_MILLIS);
    });
    this.client.on('error', () => undefined);
    this.client.on('close', () => (this.losses += 1));
    this.client.on('ready', () => (this.failedAttempts = 0));
  }

  /** Sends commands together. The replies come in order, each to be looked at; throws when the connection fails. */
  async send(fill: (pipeline: ChainableCommander) => void): Promise<readonly Reply[]> {
    await this.ready();
    const losses = this.losses;
    const pipeline = this.client.pipeline();
    fill(pipeline);
    const replies = (await pipeline.exec()) ?? [];
    for (const [error] of replies) {
      if (error === null) continue;
      const reply = replyCode(error);
      if (losses === this.losses && (reply === undefined || reply === 'READONLY')) this.client.stream.destroy();
      if (reply === undefined) throw redisFailure(error);
    }
    return replies;
  }

  /** Sends commands together and returns their results; throws when any of them failed. */
  async results(fill: (pipeline: ChainableCommander) => void): Promise<readonly unknown[]> {
    const replies = await this.send(fill);
    return replies.map(([error, reply]) => {
      if (error !== null) throw redisFailure(error);
      return reply;
    });
  }

  /** Lets what was sent be answered, then ends the connection for good. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    const { client } = this;
    if (client.status === 'ready') await client.quit().catch(() => undefined);
    const connected = !['end', 'wait', 'close', 'reconnecting'].includes(client.status);
    const ended = new Promise<void>((resolve) => (connected ? client.once('end', () => resolve()) : resolve()));
    client.disconnect();
    await ended;
  }

  private async ready(): Promise<void> {
    if (this.closing !== undefined) throw unavailable('has been closed');
    const { status } = this.client;
    if (status === 'ready') return;
    if (status === 'reconnecting' && this.failedAttempts > 1) throw unavailable('cannot be reached');
    this.becomingReady ??= this.connect().finally(() => (this.becomingReady = undefined));
    await this.becomingReady;
  }

  private connect(): Promise<void> {
    const { client } = this;
    return new Promise((resolve, reject) => {
      const settle = (error?: AsofError): void => {
        clearTimeout(timer);
        client.off('ready', onReady).off('close', onClose).off('end', onClose);
        if (error === undefined) resolve();
        else reject(error);
      };
      const onReady = (): void => settle();
      const onClose = (): void => settle(unavailable('cannot be reached'));
      const timer = setTimeout(() => settle(unavailable('does not answer')), CONNECT_TIMEOUT_MILLIS);
      client.on('ready', onReady).on('close', onClose).on('end', onClose);
      if (client.status === 'wait' || client.status === 'end') client.connect().catch(() => undefined);
    });
  }
}

function createClient(url: string, retryStrategy: (attempt: number) => number): Redis {
  try {
    return new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_TIMEOUT_MILLIS,
      connectTimeout: CONNECT_TIMEOUT_MILLIS,
      disableClientInfo: true,
      keepAlive: 10_000,
      retryStrategy,
    });
  } catch {
    throw new AsofError(
      'CONFIGURATION_INVALID',
      'REDIS_URL is not a Redis address. Write it like redis://localhost:6379.',
    );
  }
}
