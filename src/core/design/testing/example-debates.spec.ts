import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Plan } from '../plan';
import { Turn } from '../turns';
import { exampleDebates } from './example-debates';

const folder = join(__dirname, '..', '..', '..', '..', 'tests', 'fixtures', 'debates');
const Written = z.looseObject({
  turns: z.array(Turn),
  plan: Plan,
  consensus: z.object({ agreed: z.boolean(), rounds: z.int() })
});

const choicesOf = (plan: Plan) => plan.choices.map(({ slot, choice }) => `${slot}:${choice}`);

it('has the logs decide what the experts decide today: else run node scripts/example-debates.mjs', async () => {
  for (const [name, { plan, consensus }] of Object.entries(await exampleDebates())) {
    const file = readFileSync(join(folder, `${name}.json`), 'utf8');
    const written = Written.parse(JSON.parse(file));
    expect({ name, choices: choicesOf(written.plan) }).toEqual({ name, choices: choicesOf(plan) });
    expect(written.consensus).toMatchObject({ agreed: consensus.agreed, rounds: consensus.rounds });
  }
});
