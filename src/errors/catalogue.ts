/** What a code of the catalogue says to machines and to the documentation. */
export interface CatalogueEntry {
  /** The HTTP status of a REST answer with this error. */
  readonly status: number;
  /** What has happened, in one sentence. */
  readonly meaning: string;
  /** What the reader can do about it, in one sentence. */
  readonly remedy: string;
}

function entry(status: number, meaning: string, remedy: string): CatalogueEntry {
  return { status, meaning, remedy };
}

/** Every error a user can meet. `docs/errors.md` lists the same, and a test keeps the two in step. */
export const catalogue = {
  // what was asked does not make sense
  INPUT_INVALID: entry(400, 'An argument has a wrong form or type.', 'Correct the argument that the message names.'),
  TIME_INVALID: entry(
    400,
    'A time is not an RFC 3339 time with an offset within the years 1970 to 2200.',
    'Write it like 2026-03-29T01:00:00Z.',
  ),
  DURATION_INVALID: entry(
    400,
    'A duration is not a whole number above zero with a unit.',
    'Write it like 30s, 15m, 3h or 7d.',
  ),
  VALUE_INVALID: entry(
    400,
    'A value does not fit its feature type.',
    'Send a value of the type that the message names.',
  ),
  AS_OF_IN_FUTURE: entry(400, 'asOf lies in the future.', 'Ask as of a moment that has passed.'),
  ENTITY_KEY_INVALID: entry(
    400,
    'An entity was named with missing, unknown or wrongly typed join keys.',
    'Give every join key of the entity once, with its type.',
  ),
  TOO_MANY_ROWS: entry(
    400,
    'A request holds more rows than one call takes.',
    'Split the request, or use a download for bulk data.',
  ),
  REQUEST_TOO_LARGE: entry(
    413,
    'The body of a request is larger than the server takes.',
    'Split the request, or load bulk data with asof import.',
  ),
  ROUTE_NOT_FOUND: entry(
    404,
    'The server answers nothing at this address.',
    'Correct the method and the path; the message lists what there is.',
  ),
  // definitions
  DEFINITIONS_INVALID: entry(
    400,
    'The definitions have problems; each is listed with its line and column.',
    'Correct every problem listed and register again.',
  ),
  SYNTAX_INVALID: entry(400, 'The text is not GraphQL SDL.', 'Correct the text at the place the message names.'),
  DEFINITION_UNKNOWN_NAME: entry(
    400,
    'A definition refers to something that is not defined.',
    'Correct the name, or define what is missing.',
  ),
  DEFINITION_INVALID: entry(
    400,
    'A definition breaks a rule of the definition language.',
    'Follow the rule that the message names.',
  ),
  EXPRESSION_INVALID: entry(
    400,
    'An expression does not parse, uses something outside the allowed language, or has a wrong type.',
    'Use the functions and operators listed in docs/definitions.md.',
  ),
  SOURCE_TABLE_NOT_FOUND: entry(
    400,
    'The table of a source is not in its database.',
    'Create the table or correct the source.',
  ),
  SOURCE_COLUMN_NOT_FOUND: entry(
    400,
    'A column that a definition uses is not in the source table.',
    'Correct the column or the table.',
  ),
  SOURCE_DATABASE_NOT_FOUND: entry(
    400,
    'A source names a database connection that is not configured.',
    'Add the connection to ASOF_SOURCES or correct the name.',
  ),
  REGISTRY_VERSION_CHANGED: entry(
    409,
    'The registry has moved on since the plan was made.',
    'Plan again and apply the new plan.',
  ),
  // names in requests
  ENTITY_NOT_FOUND: entry(404, 'No such entity is registered.', 'Correct the name or register the entity.'),
  SOURCE_NOT_FOUND: entry(404, 'No such source is registered.', 'Correct the name or register the source.'),
  FEATURE_VIEW_NOT_FOUND: entry(
    404,
    'No such feature view is registered.',
    'Correct the name or register the feature view.',
  ),
  FEATURE_NOT_FOUND: entry(404, 'The feature view has no such feature.', 'Correct the name.'),
  FEATURE_SERVICE_NOT_FOUND: entry(
    404,
    'No such feature service is registered.',
    'Correct the name or register the feature service.',
  ),
  LABEL_SET_NOT_FOUND: entry(404, 'No such label set is registered.', 'Correct the name or register the label set.'),
  MODEL_NOT_FOUND: entry(404, 'No such model is registered.', 'Correct the name or register the model.'),
  MODEL_VERSION_NOT_FOUND: entry(
    404,
    'The model has no such version.',
    'Train the model, or name a version that exists.',
  ),
  MODEL_NOT_PROMOTED: entry(
    409,
    'The model has no promoted version to predict with.',
    'Promote a version, or name one in the request.',
  ),
  TRAINING_SET_NOT_FOUND: entry(404, 'No training set is recorded under this id.', 'Correct the id.'),
  PREDICTION_NOT_FOUND: entry(404, 'No prediction is logged under this id.', 'Correct the id.'),
  VERSION_NOT_FOUND: entry(404, 'The definition has no such version.', 'Name a version that exists.'),
  // state
  NOT_MATERIALIZED: entry(409, 'The feature view has not been materialized yet.', 'Materialize it first.'),
  RUN_SUPERSEDED: entry(
    409,
    'A materialization run was taken for dead and another took its place.',
    'Look at the later runs, and materialize again if need be.',
  ),
  SPINE_REQUIRED: entry(
    400,
    'The feature service has no labels, so the training set needs a spine.',
    'Send a spine, or give the service labels.',
  ),
  TRAINING_FAILED: entry(
    422,
    'A model cannot be learned from this training set.',
    'Follow the advice in the message: more rows, both classes, other features.',
  ),
  VALUE_OUT_OF_RANGE: entry(
    422,
    'A computed value does not fit the type its feature declares.',
    'Declare a wider type, such as BigInt, Decimal or Float.',
  ),
  ROW_REFUSED: entry(422, 'A row cannot be taken in.', 'Correct the row; the reason is in the message.'),
  FILE_INVALID: entry(400, 'A file cannot be read as the format it claims.', 'Check the file and its format.'),
  // surroundings
  CONFIGURATION_INVALID: entry(
    500,
    'The configuration has problems; each is listed.',
    'Correct the environment variables that the message names.',
  ),
  DATABASE_UNAVAILABLE: entry(
    503,
    'Postgres cannot be reached.',
    'Start Postgres or correct DATABASE_URL; the request may be sent again.',
  ),
  ONLINE_STORE_UNAVAILABLE: entry(
    503,
    'The online store cannot be reached.',
    'Start Redis or correct REDIS_URL; the request may be sent again.',
  ),
  DATABASE_NEWER: entry(
    409,
    'The database has been migrated by a later release.',
    'Start that release, or point DATABASE_URL at another database.',
  ),
  SOURCE_UNAVAILABLE: entry(
    503,
    'The database of a source cannot be reached.',
    'Start that database or correct ASOF_SOURCES.',
  ),
  DATA_DIR_IN_USE: entry(
    409,
    'Another process uses the data directory.',
    'Stop that process or set ASOF_DATA_DIR to another folder.',
  ),
  INTERNAL: entry(
    500,
    'Something failed inside Asof.',
    'Look for the error id in the log of the server and report it.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

/** A stable code, as it stands in `extensions.code` and in REST bodies. */
export type ErrorCode = keyof typeof catalogue;
