import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Reads a pipe that only its parent writes to. A line means all is well; the end of the pipe, that the parent died. */
const WATCH = `
if read -r _; then exit 0; fi
kill -"$2" "$1" 2>/dev/null || exit 0
i=0
while [ "$i" -lt 50 ]; do
  kill -0 "$1" 2>/dev/null || exit 0
  sleep 0.2
  i=$((i + 1))
done
kill -"$3" "$1" 2>/dev/null
`;

/** Someone who ends a process when ours is gone, however it went. */
export interface Watchdog {
  /** Tells it that the process needs no watching any more. */
  dismiss(): void;
}

/**
 * Sees to it that process `pid` is ended when ours is gone, even by `kill -9`: first with `gently`, ten seconds later
 * with `firmly`. Costs a sleeping shell.
 */
export function endWithParent(pid: number, gently: 'INT' | 'TERM', firmly: 'QUIT' | 'KILL'): Watchdog {
  const shell = spawn('/bin/sh', ['-c', WATCH, 'watch', String(pid), gently, firmly], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
    cwd: '/',
  });
  const pipe = shell.stdin as Socket;
  shell.on('error', () => undefined);
  pipe.on('error', () => undefined);
  shell.unref();
  pipe.unref();
  return { dismiss: () => void pipe.end('\n') };
}
