/** Resolves when the process is asked to stop: ctrl-c, or a polite signal. Asked again, the process ends at once. */
export interface StopSignal {
  readonly stopped: Promise<void>;
  readonly requested: () => boolean;
  /** Listens no longer. */
  release(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens for a request to stop. */
export function listenForStop(): StopSignal {
  let requested = false;
  let resolve: () => void = () => undefined;
  const stopped = new Promise<void>((done) => {
    resolve = done;
  });
  const stop = () => {
    if (requested) process.exit(130);
    requested = true;
    resolve();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    stopped,
    requested: () => requested,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, stop);
    },
  };
}

/** Waits `milliseconds`, or less when `stop` is requested. */
export async function waitOrStop(milliseconds: number, stop: StopSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((done) => {
    timer = setTimeout(done, milliseconds);
  });
  await Promise.race([passed, stop.stopped]);
  clearTimeout(timer);
}
