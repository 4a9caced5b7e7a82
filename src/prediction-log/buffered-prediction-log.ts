import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { AsofError } from '../errors/asof-error.js';
import type { LoggedPrediction, PredictionLog } from './prediction-log.js';

const CLOSING_ATTEMPTS = 5;

/** How a buffered log behaves. */
export interface BufferedPredictionLogOptions {
  /** Told of a prediction that the log will never take, so that it is not lost in silence. */
  readonly onRefused: (prediction: LoggedPrediction, reason: unknown) => void;
  /** Predictions held at most; 10,000. Above it, `append` waits. */
  readonly capacity?: number;
  /** Predictions per append to the log behind; 1,000. */
  readonly batchSize?: number;
  /** The wait before the first new try, doubled for every further one; 100 ms. */
  readonly firstRetryMillis?: number;
  /** The longest wait between two tries; 5 s. */
  readonly longestRetryMillis?: number;
}

/** What has become of the predictions so far. */
export interface BufferReport {
  /** Taken over, or waiting to be. */
  readonly waiting: number;
  readonly logged: number;
  /** Never to be logged; each was given to `onRefused`. */
  readonly refused: number;
  /** Appends to the log behind that failed; each was tried again. */
  readonly failures: number;
}

/**
 * A log that answers at once and appends to the log behind it afterwards. No prediction is dropped: while the log behind is
 * away they wait here and are tried again, and once `capacity` of them wait, so does whoever appends. Close it on the way out.
 */
export class BufferedPredictionLog implements PredictionLog {
  private readonly options: Required<BufferedPredictionLogOptions>;
  private readonly buffer: LoggedPrediction[] = [];
  private readonly ending = new AbortController();
  private waitingForRoom: (() => void)[] = [];
  private admission: Promise<void> = Promise.resolve();
  private attempt: Promise<void> | undefined;
  private draining = false;
  private closing: Promise<void> | undefined;
  private received = 0;
  private logged = 0;
  private refused = 0;
  private failures = 0;

  constructor(
    private readonly log: PredictionLog,
    options: BufferedPredictionLogOptions,
  ) {
    const defaults = { capacity: 10_000, batchSize: 1_000, firstRetryMillis: 100, longestRetryMillis: 5_000 };
    this.options = { ...defaults, ...options };
  }

  /** Takes the predictions over, in the order of the calls; waits only for room. Throws once the log is closed. */
  append(predictions: readonly LoggedPrediction[]): Promise<void> {
    if (this.closing !== undefined) return Promise.reject(closed());
    this.received += predictions.length;
    const admitted = this.admission.then(() => this.admit(predictions));
    this.admission = admitted.catch(() => undefined);
    return admitted;
  }

  async find(id: string): Promise<LoggedPrediction | undefined> {
    return this.buffer.find((prediction) => prediction.id === id) ?? this.log.find(id);
  }

  /** Resolves when all that was given before the call is logged. Throws when a try fails; nothing is lost by that. */
  async flush(): Promise<void> {
    const target = this.received;
    while (this.logged + this.refused < target) {
      if (this.ending.signal.aborted) throw closed();
      await (this.buffer.length > 0 ? this.attemptBatch() : nextTurn());
    }
  }

  /** Takes nothing more and logs what waits. Throws, saying how many predictions are left, when five tries fail. */
  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  /** The counts so far. */
  report(): BufferReport {
    const { logged, refused, failures } = this;
    return { waiting: this.received - logged - refused, logged, refused, failures };
  }

  private async admit(predictions: readonly LoggedPrediction[]): Promise<void> {
    while (this.buffer.length > 0 && this.buffer.length + predictions.length > this.options.capacity) {
      await new Promise<void>((resolve) => this.waitingForRoom.push(resolve));
      if (this.ending.signal.aborted) throw closed();
    }
    this.buffer.push(...predictions);
    void this.drain();
  }

  private async drain(): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    let wait = this.options.firstRetryMillis;
    while (this.buffer.length > 0 && !this.ending.signal.aborted) {
      try {
        await this.attemptBatch();
        wait = this.options.firstRetryMillis;
      } catch {
        await sleep(wait, undefined, { signal: this.ending.signal }).catch(() => undefined);
        wait = Math.min(wait * 2, this.options.longestRetryMillis);
      }
    }
    this.draining = false;
  }

  /** One try at the oldest predictions, shared by all who want one at this moment. */
  private attemptBatch(): Promise<void> {
    this.attempt ??= this.appendBatch(this.buffer.slice(0, this.options.batchSize)).finally(() => {
      this.attempt = undefined;
    });
    return this.attempt;
  }

  private async appendBatch(batch: readonly LoggedPrediction[]): Promise<void> {
    try {
      await this.log.append(batch);
      this.logged += batch.length;
      this.release(batch.length);
    } catch (error) {
      this.failures += 1;
      if (!isRefusal(error)) throw error;
      await this.appendSingly(batch);
    }
  }

  /** For a batch that will never be taken as a whole, since something is wrong with one of its predictions. */
  private async appendSingly(batch: readonly LoggedPrediction[]): Promise<void> {
    for (const prediction of batch) {
      try {
        await this.log.append([prediction]);
        this.logged += 1;
        this.release(1);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.refused += 1;
        this.release(1);
        this.options.onRefused(prediction, error);
      }
    }
  }

  private release(count: number): void {
    this.buffer.splice(0, count);
    const waiting = this.waitingForRoom;
    this.waitingForRoom = [];
    for (const wake of waiting) wake();
  }

  private async finish(): Promise<void> {
    try {
      await this.flushPatiently();
    } catch (error) {
      const { waiting } = this.report();
      throw new AsofError(
        'DATABASE_UNAVAILABLE',
        `${waiting} predictions could not be logged before the end, since the prediction log did not take them.`,
        { unlogged: waiting },
        { cause: error },
      );
    } finally {
      this.ending.abort();
      this.release(0);
    }
  }

  private async flushPatiently(): Promise<void> {
    let wait = this.options.firstRetryMillis;
    for (let left = CLOSING_ATTEMPTS; ; left -= 1) {
      try {
        await this.flush();
        return;
      } catch (error) {
        if (left === 1) throw error;
        await sleep(wait);
        wait *= 2;
      }
    }
  }
}

/** Whether the log will never take what it was given. Any other failure, of whatever kind, is worth another try. */
function isRefusal(error: unknown): boolean {
  return error instanceof AsofError && error.code === 'VALUE_INVALID';
}

function closed(): AsofError {
  return new AsofError(
    'DATABASE_UNAVAILABLE',
    'The prediction log has been closed, so this prediction was not logged.',
  );
}
