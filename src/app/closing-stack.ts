/** What has been opened, to be closed in the opposite order. */
export interface ClosingStack {
  /** Notes how to close something that has just been opened, and gives it back. */
  add<T>(opened: T, close: () => Promise<void>): T;
  /** Closes everything, the last opened first, even when some of it fails; then throws the first failure. May be called again. */
  close(): Promise<void>;
}

/** A stack with nothing to close. */
export function createClosingStack(): ClosingStack {
  const closings: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;
  return {
    add: (opened, close) => {
      closings.push(close);
      return opened;
    },
    close: () => {
      closing ??= closeAll(closings);
      return closing;
    },
  };
}

async function closeAll(closings: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (let close = closings.pop(); close !== undefined; close = closings.pop()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
