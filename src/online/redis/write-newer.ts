import { createHash } from 'node:crypto';
import { redisFailure, replyCode } from './redis-failure.js';
import type { RedisConnection } from './redis-connection.js';

/**
 * Sets a value unless the kept one has the same format and a greater run. The run is compared byte by byte, most
 * significant first: Lua's numbers and its locale's order of strings have no say in it.
 */
const SCRIPT = `
local new = ARGV[1]
local kept = redis.call('GETRANGE', KEYS[1], 0, 8)
if #kept == 9 and string.byte(kept, 1) == string.byte(new, 1) then
  for i = 2, 9 do
    local a, b = string.byte(kept, i), string.byte(new, i)
    if a > b then return 0 end
    if a < b then break end
  end
end
redis.call('SET', KEYS[1], new)
return 1
`;

const SHA = createHash('sha1').update(SCRIPT).digest('hex');

/** A packed value and the key it belongs under. */
export interface PackedWrite {
  readonly name: string;
  readonly value: Buffer;
}

/** Keeps each value whose run is not older than the kept one's, atomically one by one. Returns how many were kept. */
export async function writeNewer(connection: RedisConnection, writes: readonly PackedWrite[]): Promise<number> {
  let { kept, unknownScript } = await attempt(connection, writes);
  if (unknownScript.length > 0) {
    await connection.results((pipeline) => pipeline.script('LOAD', SCRIPT));
    const again = await attempt(connection, unknownScript);
    kept += again.kept;
    unknownScript = again.unknownScript;
  }
  if (unknownScript.length > 0) throw redisFailure(new Error('Redis forgot the script at once'));
  return kept;
}

/** One try. A Redis that has been restarted does not know the script: those writes come back to be sent again. */
async function attempt(connection: RedisConnection, writes: readonly PackedWrite[]): Promise<{ kept: number; unknownScript: readonly PackedWrite[] }> {
  const replies = await connection.send((pipeline) => {
    for (const { name, value } of writes) pipeline.evalsha(SHA, 1, name, value);
  });
  let kept = 0;
  const unknownScript = writes.filter((_, index) => {
    const [error, reply] = replies[index] ?? [new Error('Redis sent no reply'), null];
    if (error === null) {
      kept += Number(reply);
      return false;
    }
    if (replyCode(error) !== 'NOSCRIPT') throw redisFailure(error);
    return true;
  });
  return { kept, unknownScript };
}
