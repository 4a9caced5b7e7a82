import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDefinitionFiles } from '../../src/cli/read-definition-files.js';

describe('definition files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-definitions-'));
    await mkdir(join(folder, 'team'));
    await mkdir(join(folder, 'empty'));
    for (const name of ['b.graphql', 'a.graphql', 'team/c.graphql', 'asof-directives.graphql', 'notes.md'])
      await writeFile(join(folder, name), `# ${name}`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('are all .graphql files of a folder and below in order of their paths, without the directives', async () => {
    const files = await readDefinitionFiles([folder]);
    expect(files.map(({ sdl }) => sdl)).toEqual(['# a.graphql', '# b.graphql', '# team/c.graphql']);
  });

  test('come once when they are named twice', async () => {
    const files = await readDefinitionFiles([join(folder, 'a.graphql'), join(folder, 'a.graphql')]);
    expect(files).toEqual([{ name: join(folder, 'a.graphql'), sdl: '# a.graphql' }]);
  });

  test('are missed with advice', async () => {
    await expect(readDefinitionFiles([join(folder, 'nope')])).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('There is no file or folder'),
    });
    await expect(readDefinitionFiles([join(folder, 'empty')])).rejects.toMatchObject({
      message: expect.stringContaining('holds no .graphql file'),
    });
  });
});
