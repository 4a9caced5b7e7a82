import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { newDirectory } from '../harness/directory.js';
import { readDefinitionFiles } from '../../src/cli/read-definition-files.js';
import { readSpineFile } from '../../src/cli/read-spine-file.js';

let folder: string;
beforeAll(async () => {
  folder = await newDirectory('input-files');
});

async function fileWith(name: string, text: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

describe('the rows of a spine', () => {
  const spine = async (name: string, text: string) => readSpineFile(await fileWith(name, text), join(folder, 'tmp'));

  test('are objects of a JSON array as they are written', async () => {
    expect(await spine('a.JSON', '[{"id": 1, "at": null, "deep": {"x": []}}, {}]')).toEqual([
      { id: 1, at: null, deep: { x: [] } },
      {},
    ]);
    expect(await spine('none.json', '[]')).toEqual([]);
  });

  test('are the lines of a JSONL file, empty ones left out', async () => {
    expect(await spine('a.jsonl', '{"id": "001"}\n\n  \r\n{"id": 2}\r\n')).toEqual([{ id: '001' }, { id: 2 }]);
    expect(await spine('a.ndjson', '')).toEqual([]);
  });

  test('are the records of a CSV file: texts, and null for a field with nothing in it', async () => {
    expect(await spine('a.csv', 'id,name,eventTime\n001,"a, ""b""\nc",2026-01-01T00:00:00Z\n,"",\n')).toEqual([
      { id: '001', name: 'a, "b"\nc', eventTime: '2026-01-01T00:00:00Z' },
      { id: null, name: '', eventTime: null },
    ]);
  });

  test('may follow a byte order mark in every format', async () => {
    expect(await spine('bom.json', '\uFEFF[{"id": 1}]')).toEqual([{ id: 1 }]);
    expect(await spine('bom.jsonl', '\uFEFF{"id": 1}\n')).toEqual([{ id: 1 }]);
    expect(await spine('bom.csv', '\uFEFFid\n1\n')).toEqual([{ id: '1' }]);
  });

  test.each([
    ['object.json', '{"id": 1}', 'FILE_INVALID', 'is not a JSON array of objects'],
    ['mixed.json', '[{"id": 1}, [1]]', 'FILE_INVALID', 'is not a JSON array of objects'],
    ['nulls.json', '[null]', 'FILE_INVALID', 'is not a JSON array of objects'],
    ['broken.json', '[{"id": 1}', 'FILE_INVALID', 'is not JSON'],
    ['empty.json', '', 'FILE_INVALID', 'is not JSON'],
    ['broken.jsonl', '{"id": 1}\n\n{"id": ', 'FILE_INVALID', 'broken.jsonl, line 3 is not JSON'],
    ['list.jsonl', '[1]', 'FILE_INVALID', 'line 1 is not a JSON object'],
    ['twice.csv', 'id,id\n1,2\n', 'FILE_INVALID', 'names the column "id" twice'],
    ['short.csv', 'id,name\n1\n', 'FILE_INVALID', 'cannot be read as CSV'],
    ['spine.xlsx', 'PK', 'INPUT_INVALID', 'does not end in .csv'],
    ['spine.parquet', 'PAR1', 'INPUT_INVALID', 'Rows are read from CSV and JSONL'],
    ['spine', 'id\n1\n', 'INPUT_INVALID', 'does not end in .csv'],
  ])('are refused: %s', async (name, text, code, sentence) => {
    const refusal = (await spine(name, text).catch((error: unknown) => error)) as Error;
    expect(refusal).toMatchObject({ code, message: expect.stringContaining(sentence) });
    expect(refusal.message).not.toContain(folder);
  });

  test('are missed when the file is not there or is a folder', async () => {
    await mkdir(join(folder, 'folder.json'));
    await expect(readSpineFile(join(folder, 'nope.json'), folder)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'There is no file "nope.json" there.',
    });
    await expect(readSpineFile(join(folder, 'folder.json'), folder)).rejects.toMatchObject({
      message: 'There is no file "folder.json": that is a folder.',
    });
  });
});

describe('definition files', () => {
  let definitions: string;
  const names = async (...paths: string[]) =>
    (await readDefinitionFiles(paths)).map(({ name }) => relative(definitions, name));
  beforeAll(async () => {
    definitions = join(folder, 'definitions');
    await mkdir(join(definitions, 'folder.graphql'), { recursive: true });
    for (const name of [
      'a.graphql',
      'folder.graphql/b.graphql',
      'our-asof-directives.graphql',
      'asof-directives.graphql',
    ])
      await writeFile(join(definitions, name), `# ${name}`);
  });

  test('may lie in a folder that is named like one of them', async () => {
    expect(await names(definitions)).toEqual(['a.graphql', 'folder.graphql/b.graphql', 'our-asof-directives.graphql']);
  });

  test('come once however they are named', async () => {
    const file = join(definitions, 'a.graphql');
    expect(await names(file, `${definitions}/./a.graphql`, relative('', file))).toEqual(['a.graphql']);
    expect(await names(definitions, file)).toHaveLength(3);
  });

  test('come in the order they are named', async () => {
    expect(await names(join(definitions, 'folder.graphql'), join(definitions, 'a.graphql'))).toEqual([
      'folder.graphql/b.graphql',
      'a.graphql',
    ]);
  });

  test('may be named one by one whatever their ending, the directives too', async () => {
    const file = await fileWith('features.gql', '# one');
    expect(await readDefinitionFiles([file])).toEqual([{ name: file, sdl: '# one' }]);
    expect(await names(join(definitions, 'asof-directives.graphql'))).toEqual(['asof-directives.graphql']);
  });

  test('are all named in vain when one of them is missing', async () => {
    await expect(readDefinitionFiles([definitions, join(folder, 'nope.graphql')])).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('nope.graphql'),
    });
  });
});
