import { CellForgeError } from '../errors';
import { exampleProfile, exampleSituations, exampleTask } from '../design/testing/situations';
import { probeExpression, readProbeReply } from './probe';
import { probeLoader } from './probe-loader';

const source = { version: '0.1.0', modules: { 'cellforge_runtime.describe': 'x = "\\n"' } };
const reply = (told: unknown): unknown => ({ cellforge: 1, json: JSON.stringify(told) });

describe('probeExpression', () => {
  it('is one expression that binds nothing outside its lambda', () => {
    const text = probeExpression({ ask: 'objects' }, source);
    expect(text.startsWith('(lambda ns: ')).toBe(true);
    expect(text).not.toContain('\n');
    expect(text).not.toContain(':=');
  });

  it('passes any text on as data', () => {
    const object = 'a"); import os; os.system("x") #\\ \u2028 ✓';
    const text = probeExpression({ ask: 'describe', object, settings: {} }, source);
    const argument = /user_ns, ("[^]*")\)\)\[1\]\)\(\{\}\)$/.exec(text)![1];
    const wanted = JSON.parse(JSON.parse(argument) as string) as { arguments: { object: string } };
    expect(wanted.arguments.object).toBe(object);
  });
});

it('names the magic that installs: there is none for whole cells', () => {
  expect(probeLoader).toContain('Run  %pip install "cellforge-runtime[train]=={}"');
});

describe('readProbeReply', () => {
  const described = {
    profile: exampleProfile(exampleSituations.norman),
    task: exampleTask(exampleSituations.norman),
    questions: [],
    problem: null
  };

  it('gives what the contract holds', () => {
    expect(readProbeReply('describe', reply({ value: described }))).toEqual(described);
  });

  it('throws the problem the kernel tells', () => {
    const problem = {
      code: 'runtime/missing',
      message: 'm',
      expected: 'e',
      found: 'f',
      remedy: 'r'
    };
    expect(() => readProbeReply('assess', reply({ problem, detail: ['line'] }))).toThrow(
      expect.objectContaining({ ...problem, detail: ['line'] })
    );
  });

  it.each([
    ['nothing', undefined],
    ['text', 'hello'],
    ['another answer', { cellforge: 1, json: 'no JSON' }],
    ['an answer with a key too many', reply({ value: { ...described, more: 1 } })],
    ['an answer of another kind', reply({ value: [] })]
  ])('refuses %s', (_name, json) => {
    const read = (): unknown => readProbeReply('describe', json);
    expect(read).toThrow(CellForgeError);
    expect(read).toThrow(expect.objectContaining({ code: 'kernel/bad-answer' }));
  });
});
