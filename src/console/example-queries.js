/** What a first visitor finds in the console: one tab per query, for the flights that `npm run demo` loads. */
export function exampleQueries(asOf) {
  return [FEATURES_NOW, PREDICTION, TRAINING_SET, CATALOG].map((query) => ({ query: query.replace('$MOMENT', asOf) }));
}

const FEATURES_NOW = `# What is known of two airports at this very moment, from the online store.
# Run it again: the windows move with the clock.
query FeaturesNow {
  onlineFeatures(features: ["AirportDelays"], entities: [{ iata: "ATL" }, { iata: "ORD" }]) {
    at
    columns
    vectors {
      entity
      values
      statuses
      eventTimes
    }
  }
}
`;

const PREDICTION = `# Will a flight from Chicago to Denver leave more than a quarter of an hour late?
# The answer says which model version gave it, and what that model saw.
query WillItBeLate {
  predict(model: "LateDeparture", rows: [{ origin: "ORD", destination: "DEN" }]) {
    id
    version
    prediction
    probability
    features {
      values
      statuses
    }
  }
}
`;

const TRAINING_SET = `# Every departure whose outcome was known at a moment, each with the features as they were known
# when it was due to leave. Ask for the same moment again and the fingerprint is the same.
query TrainingSetAsOfYesterday {
  trainingSet(service: "DepartureRisk", asOf: "$MOMENT") {
    id
    rowCount
    fingerprint
    columns {
      name
      type
      role
    }
    rows(first: 5) {
      nodes {
        values
      }
    }
    download(format: PARQUET)
  }
}
`;

const CATALOG = `# What is registered, and what was materialized last.
query Catalog {
  registry {
    version
  }
  featureViews(first: 20) {
    nodes {
      name
      version
      description
      entity
      features {
        name
        type
        aggregate
        description
      }
    }
  }
  materializationRuns(first: 5) {
    nodes {
      name
      run
      state
      startedAt
      finishedAt
    }
  }
}
`;
