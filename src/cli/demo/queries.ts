import { formatInstant, type Instant } from '../../time/instant.js';

const HOUR = 3_600_000_000;
const MINUTE = 60_000_000;

/** Three queries that work as they stand against a demo that runs at `now`: a training set, live features, a prediction. */
export function queriesToPaste(now: Instant): readonly { readonly title: string; readonly query: string }[] {
  const asOf = Math.floor(now / MINUTE) * MINUTE;
  const moments = [asOf - 6 * HOUR, asOf - 3 * HOUR, asOf].map((moment) => JSON.stringify(formatInstant(moment)));
  return [
    {
      title: 'A training set: what was known of Chicago at three moments (without the spine: every flight there is)',
      query: `{ trainingSet(service: "DepartureRisk", asOf: ${moments[2]}, spine: [
    ${moments.map((moment) => `{ iata: "ORD", origin: "ORD", destination: "LAX", eventTime: ${moment} }`).join('\n    ')}
  ]) { id rowCount fingerprint columns { name } rows(first: 10) { nodes { values } } } }`,
    },
    {
      title: 'Live features: what is known of two airports now (run it again: windows move with the clock)',
      query: `{ onlineFeatures(features: ["AirportDelays"], entities: [{ iata: "ORD" }, { iata: "ATL" }]) {
    at columns vectors { entity values statuses eventTimes } } }`,
    },
    {
      title: 'A prediction: will a flight from Chicago to Los Angeles leave late, if it is scheduled now?',
      query: `{ predict(model: "LateDeparture", rows: [{ iata: "ORD", origin: "ORD", destination: "LAX" }]) {
    id version prediction probability features { values statuses } } }`,
    },
  ];
}
