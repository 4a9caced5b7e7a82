/** Something that has to be closed before the process ends. */
export interface Closable {
  close(): Promise<void>;
}

/**
 * Waits for SIGINT or SIGTERM and then closes `parts` in their order. A second signal ends the process at once, with
 * status 1, for those who do not want to wait.
 */
export async function runUntilSignal(
  parts: readonly Closable[],
  onSignal: (signal: string) => void = () => undefined,
): Promise<void> {
  onSignal(await nextSignal());
  const giveUp = (): never => process.exit(1);
  process.on('SIGINT', giveUp).on('SIGTERM', giveUp);
  try {
    for (const part of parts) await part.close();
  } finally {
    process.off('SIGINT', giveUp).off('SIGTERM', giveUp);
  }
}

function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    const onSignal = (signal: string): void => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      resolve(signal);
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
}
