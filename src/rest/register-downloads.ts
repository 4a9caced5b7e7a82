import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { AsofError } from '../errors/asof-error.js';
import type { ExportFormat } from '../training/read-training-set.js';
import type { Services } from '../services.js';

const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  PARQUET: 'application/vnd.apache.parquet',
  CSV: 'text/csv; charset=utf-8; header=present',
  JSONL: 'application/jsonl; charset=utf-8',
};

/** Serves recorded training sets as files, streamed. */
export function registerDownloads(fastify: FastifyInstance, services: Services): void {
  fastify.get<{ Params: { file: string } }>(
    '/v1/training-sets/:file',
    { exposeHeadRoute: false },
    async ({ params }, reply) => {
      const { id, format } = parseFileName(params.file);
      const chunks = await startReading(await services.exportTrainingSet(id, format));
      return reply
        .header('content-type', CONTENT_TYPES[format])
        .header(
          'content-disposition',
          `attachment; filename="training-set-${id.replace(/[^\w-]/g, '_')}.${format.toLowerCase()}"`,
        )
        .header('x-content-type-options', 'nosniff')
        .send(Readable.from(chunks, { objectMode: false }));
    },
  );
}

function parseFileName(file: string): { readonly id: string; readonly format: ExportFormat } {
  const [, id, extension = ''] = /^(.+)\.(\w+)$/.exec(file) ?? [];
  const format = (Object.keys(CONTENT_TYPES) as ExportFormat[]).find((each) => each === extension.toUpperCase());
  if (id !== undefined && format !== undefined) return { id, format };
  throw new AsofError(
    'INPUT_INVALID',
    `There is no training set file ${JSON.stringify(file.slice(0, 80))}. Ask for the id of a training set with .parquet, .csv or .jsonl behind it.`,
  );
}

/** Waits for the first chunk, so that a failure before it can still be answered with its status. */
async function startReading(chunks: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  return continueFrom(first, iterator);
}

async function* continueFrom(
  first: IteratorResult<Uint8Array>,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
