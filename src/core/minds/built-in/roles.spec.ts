import { factIds } from '../../design/facts';
import { slotOptions, slots } from '../../design/slots';
import { ExpertId, expertIds } from '../../design/turns';
import { bundledEvidence } from '../../literature/bundled';
import { roles } from './roles';
import { citedFacts, type Role } from './rules';

const known = new Set(bundledEvidence.map(record => record.id));
const facts: readonly string[] = factIds;

describe.each(roles)('the table of $id', (role: Role) => {
  const arguments_ = [...role.rules, ...role.concerns];

  it('cites only records that are bundled', () => {
    expect(arguments_.flatMap(item => item.evidence).filter(id => !known.has(id))).toEqual([]);
  });

  it('names only numbers that are measured', () => {
    expect(arguments_.flatMap(citedFacts).filter(id => !facts.includes(id))).toEqual([]);
  });

  it('offers only options that can be made into code', () => {
    for (const rule of role.rules) {
      expect(slotOptions[rule.slot]).toContain(rule.choice);
    }
    for (const concern of role.concerns) {
      expect(
        concern.wants.filter(
          choice => !(slotOptions[concern.slot] as readonly string[]).includes(choice)
        )
      ).toEqual([]);
      expect(concern.wants.length).toBeGreaterThan(0);
    }
  });

  it('ends every slot it speaks of with a rule that needs no number', () => {
    for (const slot of slots) {
      const last = role.rules.filter(rule => rule.slot === slot).at(-1);
      const needs = last === undefined ? [] : citedFacts(last);
      // one stand is taken only where a number asks for it
      const optional = role.id === 'training' && slot === 'composition';
      expect({ slot, needs: optional ? [] : needs }).toEqual({ slot, needs: [] });
    }
  });

  it('gives each concern an id of its own', () => {
    const ids = role.concerns.map(concern => concern.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the experts together', () => {
  it('take a stand on each slot at least twice, whatever was measured', () => {
    const without = (role: Role, slot: string) =>
      role.rules.some(rule => rule.slot === slot && citedFacts(rule).length === 0);
    for (const slot of slots) {
      expect({ slot, many: roles.filter(role => without(role, slot)).length >= 2 }).toEqual({
        slot,
        many: true
      });
    }
  });

  it('are four, those whom a task brings in, and a critic', () => {
    expect(roles.map(role => role.id)).toEqual([...ExpertId.options, 'critic']);
  });

  it('rule nothing out for good where they are not always there', () => {
    const joining = roles.filter(({ id }) => id !== 'critic' && !expertIds.includes(id));
    expect(joining).toHaveLength(3);
    expect(joining.flatMap(({ concerns }) => concerns).filter(({ hard }) => hard)).toEqual([]);
  });

  it('use at least 20 records, each with a claim and where it was read', () => {
    expect(bundledEvidence.length).toBeGreaterThanOrEqual(20);
    expect(new Set(bundledEvidence.map(record => record.id)).size).toBe(bundledEvidence.length);
    for (const record of bundledEvidence) {
      expect(record.claim).toMatch(/\S{3}/);
      expect(record.read_in).toMatch(/\S{3}/);
      expect(record.identifier).toMatch(/^$|^doi:10\.|^arXiv:\d{4}\.\d{5}$|^pmid:\d+$/);
    }
  });
});
