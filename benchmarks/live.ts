import { join } from 'node:path';
import { open } from 'lmdb';
import { parseInstant } from '../src/time/instant.js';
import { type Bench, type Figure, latency } from './figures.js';

const ROUNDS = 2_000;
const AIRPORTS = ['ORD', 'ATL', 'DFW', 'LAX', 'PHX', 'STL', 'DEN', 'BWI', 'SEA', 'BOS'];

/** Live reads and predictions, beside a bare read of the same store. */
export async function measureLive({ app, directory, note }: Bench): Promise<Figure[]> {
  const group = `Live, ${ROUNDS} calls one after the other, in process`;
  const { services } = app;
  await services.trainModel({
    model: 'Late',
    asOf: parseInstant('2026-11-01T00:00:00Z'),
    hindsight: false,
    where: null,
  });
  await services.models.promote('Late', 1, app.clock.now());
  note('trained and promoted');
  const airport = (index: number): string => AIRPORTS[index % AIRPORTS.length] ?? 'ORD';
  const readOne = (index: number) =>
    services.readFeatureVectors({ service: 'FiveWindows', features: null, entities: [{ iata: airport(index) }] });
  const readHundred = () =>
    services.readFeatureVectors({
      service: 'FiveWindows',
      features: null,
      entities: Array.from({ length: 100 }, (_, index) => ({ iata: airport(index) })),
    });
  const predict = (index: number) =>
    services.predict({ model: 'Late', version: null, rows: [{ origin: airport(index) }] });
  await latency(200, readOne);
  await latency(200, predict);
  const one = await latency(ROUNDS, readOne);
  const hundred = await latency(200, readHundred);
  const prediction = await latency(ROUNDS, predict);
  const bare = await bareLmdb(join(directory, 'bare-lmdb'));
  const line = (what: string, { p50, p99 }: { readonly p50: number; readonly p99: number }): Figure[] => [
    { group, what: `${what}, median`, value: p50, unit: 'ms' },
    { group, what: `${what}, 99th percentile`, value: p99, unit: 'ms' },
  ];
  return [
    ...line('yardstick: bare LMDB read of 1 kB', bare),
    ...line('five windowed features of one airport', one),
    ...line('five windowed features of 100 airports in one call', hundred),
    ...line('a prediction, logged', prediction),
  ];
}

async function bareLmdb(path: string): Promise<{ readonly p50: number; readonly p99: number }> {
  const store = open<Buffer, string>({ path, encoding: 'binary' });
  try {
    for (const airport of AIRPORTS) await store.put(airport, Buffer.alloc(1024, 7));
    return await latency(ROUNDS, async (index) => store.get(AIRPORTS[index % AIRPORTS.length] ?? 'ORD'));
  } finally {
    await store.close();
  }
}
