import type { FreshApp } from './fresh-app.js';

/** An order of a shop; paid some time after it was placed. */
export interface Order {
  readonly id: number;
  readonly shop: string | null;
  readonly placed_at: string;
  readonly paid_at: string | null;
  readonly total: number;
}

/** Definitions over the orders. `changes` is how the table changes. */
export function ordersSdl(changes: 'APPEND' | 'UPSERT' | 'SNAPSHOT' = 'UPSERT'): string {
  return `
type Shop @entity { shop: String! @joinKey }
type Orders @source(table: "orders", rowKey: ["id"], eventTime: "placed_at", knownTime: "paid_at", changes: ${changes})
type ShopSales @featureView(entity: "Shop", source: "Orders", ttl: "2d") {
  orders1h: Int! @count(over: "1h")
  orders: Int! @count
  total: Int @sum(of: "total")
  last: Int @latest(of: "total")
}
type OrderOutcome @labels(source: "Orders", entities: [{ entity: "Shop", on: ["shop"] }]) {
  big: Boolean! @label(of: "total > 100")
  total: Int! @request(of: "total")
}
type BigOrder @featureService(features: ["ShopSales"], labels: "OrderOutcome")
type BigOrders @model(service: "BigOrder", predicts: "big", algorithm: LOGISTIC_REGRESSION, seed: 7)
`;
}

/** Makes the empty table of orders and registers the definitions over it. */
export async function startOrders(
  { database, services }: FreshApp,
  changes?: Parameters<typeof ordersSdl>[0],
): Promise<void> {
  await database.pool.query(
    'CREATE TABLE orders (id bigint PRIMARY KEY, shop text, placed_at timestamptz NOT NULL, paid_at timestamptz, total integer)',
  );
  await services.register({ sdl: ordersSdl(changes) });
}

/** Puts orders into the table past the platform, as an application would; those already there are replaced. */
export async function writeOrders({ database }: FreshApp, orders: readonly Order[]): Promise<void> {
  await database.pool.query(
    `INSERT INTO orders SELECT * FROM jsonb_populate_recordset(NULL::orders, $1)
     ON CONFLICT (id) DO UPDATE SET shop = excluded.shop, placed_at = excluded.placed_at, paid_at = excluded.paid_at, total = excluded.total`,
    [JSON.stringify(orders)],
  );
}

/** An order of the first of January 2026, paid when it is placed, unless told otherwise. */
export function order(id: number, told: Partial<Order> = {}): Order {
  const placed_at = told.placed_at ?? `2026-01-01T00:00:0${id % 10}Z`;
  return { id, shop: 'north', paid_at: placed_at, total: 10, ...told, placed_at };
}
