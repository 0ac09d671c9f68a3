// jsdom hides Node's structuredClone, which openai's zod helper needs. A JSON-safe copy is all that the tests use.
const { deserialize, serialize } = require('node:v8');

globalThis.structuredClone ??= value => deserialize(serialize(value));
