import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

/** The page may load from this server and nowhere else. The editor styles its text inline. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the built console: its page at `/`, its files under `/console/`. Without a build, the page says how to make one. */
export async function registerConsole(fastify: FastifyInstance, directory: string): Promise<void> {
  const files = await listFiles(directory);
  fastify.get('/', (_request, reply) => {
    const page = files.get('index.html');
    return page === undefined ? sendPlaceholder(reply) : sendFile(reply, page, 'no-cache');
  });
  fastify.get<{ Params: { '*': string } }>('/console/*', ({ params }, reply) => {
    const file = files.get(params['*']);
    return file === undefined ? reply.callNotFound() : sendFile(reply, file, 'public, max-age=31536000, immutable');
  });
}

/** The files under a directory by their path in it. Only these are served, whatever a request asks for. */
async function listFiles(directory: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(directory, path).replaceAll('\\', '/'), path]));
}

function sendFile(reply: FastifyReply, path: string, cacheControl: string): FastifyReply {
  return withHeaders(reply)
    .header('content-type', CONTENT_TYPES[extname(path)] ?? 'application/octet-stream')
    .header('cache-control', cacheControl)
    .send(createReadStream(path));
}

function sendPlaceholder(reply: FastifyReply): FastifyReply {
  return withHeaders(reply)
    .header('content-type', 'text/plain; charset=utf-8')
    .send('Asof is running. The API is at POST /graphql. The console is not built: run npm run build:console.\n');
}

function withHeaders(reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer');
}
