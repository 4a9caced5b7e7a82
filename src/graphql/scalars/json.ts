import { GraphQLScalarType, Kind, type ObjectValueNode, type ValueNode } from 'graphql';
import { AsofError } from '../../errors/asof-error.js';

type Variables = Readonly<Record<string, unknown>> | null | undefined;

/** An object by name. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** `JSON`: any JSON value. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description:
    'Any JSON value. A BigInt or Decimal value is text of digits, since JSON numbers are not exact beyond 2^53; a DateTime value is RFC 3339 text in UTC with six decimals.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => fromLiteral(node, variables),
});

/** `JSONObject`: a JSON object. Written inline, a whole number beyond 2^53 becomes text of its digits instead of being rounded. */
export const JsonObjectScalar = new GraphQLScalarType<JsonObject, JsonObject>({
  name: 'JSONObject',
  description:
    'A JSON object. Write whole numbers beyond 2^53 as text of digits; written inline in the query they are taken digit for digit.',
  serialize: (value) => value as JsonObject,
  parseValue: readObject,
  parseLiteral: (node, variables) => readObject(node.kind === Kind.OBJECT ? fromObject(node, variables) : undefined),
});

function readObject(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new AsofError(
    'INPUT_INVALID',
    'A JSON object is needed here, like {iata: "ATL"} in a query or {"iata": "ATL"} in variables.',
  );
}

function fromLiteral(node: ValueNode, variables: Variables): unknown {
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.INT:
      return wholeNumber(node.value);
    case Kind.FLOAT:
      return finiteNumber(node.value);
    case Kind.LIST:
      return node.values.map((each) => fromLiteral(each, variables));
    case Kind.OBJECT:
      return fromObject(node, variables);
    case Kind.VARIABLE:
      return variables && Object.hasOwn(variables, node.name.value) ? variables[node.name.value] : null;
    default:
      return node.value;
  }
}

function fromObject(node: ObjectValueNode, variables: Variables): JsonObject {
  return Object.fromEntries(node.fields.map((field) => [field.name.value, fromLiteral(field.value, variables)]));
}

function wholeNumber(digits: string): number | string {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : digits;
}

function finiteNumber(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw new AsofError('VALUE_INVALID', `The number ${text.slice(0, 40)} is too large for a Float.`);
}
