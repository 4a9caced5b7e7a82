import { createHash } from 'node:crypto';
import type { RedisConnection } from './redis-connection.js';
import { redisFailure, replyCode, unavailable } from './redis-failure.js';

/**
 * Sets each value unless the kept one has the same format and a greater run; replies how many it set. The run is compared
 * byte by byte, most significant first: Lua's numbers and its locale's order of strings have no say in it.
 */
const SCRIPT = `
local function isOlder(new, kept)
  if #kept < 9 or string.byte(kept, 1) ~= string.byte(new, 1) then return false end
  for i = 2, 9 do
    local a, b = string.byte(kept, i), string.byte(new, i)
    if a ~= b then return b < a end
  end
  return false
end
local set = 0
for i, key in ipairs(KEYS) do
  if not isOlder(ARGV[i], redis.call('GETRANGE', key, 0, 8)) then
    redis.call('SET', key, ARGV[i])
    set = set + 1
  end
end
return set
`;

const SHA = createHash('sha1').update(SCRIPT).digest('hex');

/** Few enough that others wait well under a millisecond for one call, many enough that calls cost little. */
const WRITES_PER_CALL = 32;

/** A packed value and the key it belongs under. */
export interface PackedWrite {
  readonly name: string;
  readonly value: Buffer;
}

/** Keeps each value whose run is not older than the kept one's, atomically one by one. Returns how many were kept. */
export async function writeNewer(connection: RedisConnection, writes: readonly PackedWrite[]): Promise<number> {
  const first = await attempt(connection, writes);
  if (first.unknownScript.length === 0) return first.kept;
  await connection.results((pipeline) => pipeline.script('LOAD', SCRIPT));
  const second = await attempt(connection, first.unknownScript);
  if (second.unknownScript.length > 0) throw unavailable('was restarted again while it was written to');
  return first.kept + second.kept;
}

/** One try. A Redis that has been restarted does not know the script: those writes come back to be sent again. */
async function attempt(connection: RedisConnection, writes: readonly PackedWrite[]): Promise<Attempt> {
  const calls: (readonly PackedWrite[])[] = [];
  for (let start = 0; start < writes.length; start += WRITES_PER_CALL)
    calls.push(writes.slice(start, start + WRITES_PER_CALL));
  const replies = await connection.send((pipeline) => {
    for (const call of calls)
      pipeline.evalsha(SHA, call.length, ...call.map(({ name }) => name), ...call.map(({ value }) => value));
  });
  let kept = 0;
  const unknownScript = calls.filter((_, index) => {
    const [error, reply] = replies[index] ?? [new Error('Redis sent no reply'), null];
    if (error === null) {
      kept += Number(reply);
      return false;
    }
    if (replyCode(error) !== 'NOSCRIPT') throw redisFailure(error);
    return true;
  });
  return { kept, unknownScript: unknownScript.flat() };
}

interface Attempt {
  readonly kept: number;
  readonly unknownScript: readonly PackedWrite[];
}
