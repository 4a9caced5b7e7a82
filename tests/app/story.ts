import type { OpenApp } from './open-app.js';

/** Orders of shops, of which one is known late: a small world for whole-server tests. */
export const ORDERS_SDL = `
"A shop that sells."
type Shop @entity {
  shop: String! @joinKey
}

"Orders as they come in; an order is known once it is confirmed."
type Orders @source(table: "orders", rowKey: ["id"], eventTime: "ordered_at", knownTime: "confirmed_at")

"What a shop has been selling."
type ShopSales @featureView(entity: "Shop", source: "Orders") {
  "Orders of the last hour."
  orders1h: Int! @count(over: "1h")
  revenue: Decimal @sum(of: "amount")
  biggest: BigInt @max(of: "units")
  lastOrder: DateTime @latest(of: "ordered_at")
}

type OrderOutcome @labels(source: "Orders", entities: [{ entity: "Shop", on: ["shop"] }]) {
  large: Boolean! @label(of: "units > 10")
}

type Sales @featureService(features: ["ShopSales"], labels: "OrderOutcome")

type SalesRisk
  @featureService(features: ["ShopSales.orders1h", "ShopSales.revenue", "ShopSales.biggest"], labels: "OrderOutcome")

"Will the order be a large one?"
type LargeOrder @model(service: "SalesRisk", predicts: "large", algorithm: LOGISTIC_REGRESSION, seed: 7)
`;

const TABLE = `
  CREATE TABLE orders (
    id bigint PRIMARY KEY, shop text, ordered_at timestamptz NOT NULL, confirmed_at timestamptz, amount numeric, units bigint
  );
  INSERT INTO orders VALUES
    (1, 'north', '2026-03-29T10:00:00Z', '2026-03-29T10:00:00Z', 10.10, 3),
    (2, 'north', '2026-03-29T11:30:00.000001Z', '2026-03-29T11:31:00Z', 0.20, 9007199254740993),
    (3, 'south', '2026-03-29T11:00:00Z', '2026-03-29T11:59:00Z', 5, 1),
    (4, 'o''clock', '2026-03-29T11:45:00Z', '2026-03-29T11:45:00Z', 7, 12)`;

/** Creates the table, registers the definitions and materializes them. */
export async function bringUpOrders({ database, graphql }: Pick<OpenApp, 'database' | 'graphql'>): Promise<void> {
  await database.pool.query(TABLE);
  const registered = await graphql('mutation ($sdl: String!) { registerDefinitions(sdl: $sdl) { registryVersion } }', {
    sdl: ORDERS_SDL,
  });
  if (registered.errors.length > 0) throw new Error(registered.text);
  const materialized = await graphql('mutation { materialize(wait: true) { name state failure { code message } } }');
  const runs = (materialized.data?.materialize ?? []) as { readonly state: string }[];
  if (runs.length !== 2 || runs.some(({ state }) => state !== 'SUCCEEDED')) throw new Error(materialized.text);
}
