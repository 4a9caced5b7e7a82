import { chmod, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder, which any user may enter and which goes when the test run ends or, was that killed, at the next. */
export async function newDirectory(name = 'files'): Promise<string> {
  const directory = await mkdtemp(join(process.env.ASOF_TEST_DIRECTORY ?? tmpdir(), `${name}-`));
  await chmod(directory, 0o755);
  return realpath(directory);
}
