import type { DataSource, EntityManager } from 'typeorm';
import { QueryFailedError } from 'typeorm';
import { toDatabaseError } from '../../postgres/connection-error.js';

/** The registry's database: every use of TypeORM goes through here, so that trouble with the connection has one face. */
export class RegistryDatabase {
  constructor(private readonly source: DataSource) {}

  /** Answers from whatever connection is free. Throws `DATABASE_UNAVAILABLE` when Postgres cannot be reached. */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return explainingFaults(() => work(this.source.manager));
  }

  /** Does all of `work` or, when it throws, nothing of it. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return explainingFaults(() => this.source.transaction(work));
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/** Gives what `work` gives; faults of the connection come out as `DATABASE_UNAVAILABLE`, TypeORM's wrapping taken off. */
export async function explainingFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toDatabaseError(error instanceof QueryFailedError ? error.driverError : error);
  }
}
