import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import type { Settings } from '../installation.js';
import { type Finding, well, wrong } from './finding.js';

const OLDEST_NODE = [20, 19] as const;
const LEAST_FREE_BYTES = 2 * 1024 ** 3;

/** The machine: Node, the configuration, the data directory and the room on its disk. */
export async function examineMachine(settings: Settings): Promise<readonly Finding[]> {
  return [
    examineNode(process.versions.node),
    configuration(settings),
    await examineDataDirectory(settings.dataDirectory),
  ];
}

/** Whether a version of Node is new enough. */
export function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return ok
    ? well('node', version)
    : wrong('node', `${version} is too old`, `Install Node ${OLDEST_NODE.join('.')} or newer.`);
}

function configuration({ databaseUrl, redisUrl, host, port, sources }: Settings): Finding {
  const database = databaseUrl === null ? 'embedded Postgres' : 'Postgres of DATABASE_URL';
  const online = redisUrl === null ? 'embedded LMDB' : 'Redis of REDIS_URL';
  const named = sources.size === 0 ? '' : `, sources ${[...sources.keys()].join(', ')}`;
  return well('configuration', `${database}, ${online}, ${host}:${port}${named}`);
}

async function examineDataDirectory(directory: string): Promise<Finding> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
    const { bavail, bsize } = await statfs(directory);
    const free = bavail * bsize;
    const found = `${directory}, ${(free / 1024 ** 3).toFixed(1)} GB free`;
    if (free >= LEAST_FREE_BYTES) return well('data directory', found);
    return wrong('data directory', found, 'Make room, or set ASOF_DATA_DIR to a folder on another disk.');
  } catch (error) {
    return wrong(
      'data directory',
      `${directory} cannot be written: ${(error as Error).message}`,
      'Correct its permissions or set ASOF_DATA_DIR to another folder.',
    );
  }
}
