import { z } from 'zod';
import { isRecord } from './is-record';

type Json = Readonly<Record<string, unknown>>;

/** A zod schema in the form that goes over the wire, and the way back. */
export interface WireSchema {
  /** JSON Schema as strict endpoints take it: every property required, nothing additional, no bounds. */
  readonly strict: Json;
  /** Whether `strict` says all of it; a map with free keys cannot be said strictly. */
  readonly isStrict: boolean;
  /** What a model wrote, brought nearer to the schema: see `fit`. */
  fit(value: unknown): unknown;
}

/** Keywords that some strict endpoints refuse; zod checks them when the answer is back. */
const bounds = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'pattern',
  'format',
  'default',
  'propertyNames',
  'readOnly',
  '$schema'
];

/** `schema` for the wire. Refinements stay with zod. */
export function wireSchema(schema: z.ZodType): WireSchema {
  const plain = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  return {
    strict: strictly(plain),
    isStrict: plain.type === 'object' && !hasMap(plain),
    fit: value => (isAnAnswer(value, plain) ? fit(value, plain, plain) : value)
  };
}

/** Lists that a model left out are empty, but an object without a single part that was asked for is no answer. */
function isAnAnswer(value: unknown, { properties }: Json): boolean {
  return !isRecord(value) || !isRecord(properties)
    ? true
    : Object.keys(properties).some(key => key in value);
}

function strictly(schema: unknown): Json {
  if (!isRecord(schema)) {
    return {};
  }
  const kept = Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !bounds.includes(key))
      .map(([key, value]) => [key === 'oneOf' ? 'anyOf' : key, inside(key, value)])
  );
  const text = boundsText(schema);
  const described = text === '' ? kept : { ...kept, description: text };
  if (!isRecord(schema.properties)) {
    return described;
  }
  const required = listOf(schema.required);
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([key, value]) => [
      key,
      required.includes(key) ? strictly(value) : { anyOf: [strictly(value), { type: 'null' }] }
    ])
  );
  return {
    ...described,
    properties,
    required: Object.keys(properties),
    additionalProperties: false
  };
}

function inside(key: string, value: unknown): unknown {
  if (['items', 'additionalProperties'].includes(key) && isRecord(value)) {
    return strictly(value);
  }
  if (['anyOf', 'oneOf', 'allOf'].includes(key) && Array.isArray(value)) {
    return value.map(strictly);
  }
  return ['$defs', 'definitions'].includes(key) && isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, strictly(item)]))
    : value;
}

/** Bounds in words, which every endpoint takes. */
function boundsText({ minimum, maximum, minItems }: Json): string {
  const isReal = (value: unknown): value is number =>
    typeof value === 'number' && Math.abs(value) < 1e15;
  const parts = [
    isReal(minimum) ? `at least ${minimum}` : '',
    isReal(maximum) ? `at most ${maximum}` : '',
    isReal(minItems) ? `at least ${minItems} of them` : ''
  ];
  return parts.filter(part => part !== '').join(', ');
}

function hasMap(schema: unknown): boolean {
  if (Array.isArray(schema)) {
    return schema.some(hasMap);
  }
  if (!isRecord(schema)) {
    return false;
  }
  const isMap = schema.type === 'object' && !isRecord(schema.properties);
  return isMap || Object.keys(schema).length === 0 || Object.values(schema).some(hasMap);
}

/**
 * Unknown keys are left out, null stands for an absent optional member, and an absent list is an empty one. Nothing that
 * was said is changed; zod judges what comes out.
 */
function fit(value: unknown, schema: unknown, root: Json): unknown {
  const known = resolve(schema, root);
  if (Array.isArray(value)) {
    return value.map(item => fit(item, known.items, root));
  }
  if (!isRecord(value) || !isRecord(known.properties)) {
    return value;
  }
  const required = listOf(known.required);
  const properties = Object.entries(known.properties).flatMap(([key, own]): [string, unknown][] => {
    const given = value[key];
    const isList = resolve(own, root).type === 'array';
    if (given == null && required.includes(key) && isList) {
      return [[key, []]];
    }
    return given === undefined || (given === null && !required.includes(key))
      ? []
      : [[key, fit(given, own, root)]];
  });
  return Object.fromEntries(properties);
}

function resolve(schema: unknown, root: Json): Json {
  if (!isRecord(schema)) {
    return {};
  }
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  const defs = root.$defs;
  return name !== undefined && isRecord(defs) && isRecord(defs[name]) ? defs[name] : schema;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
