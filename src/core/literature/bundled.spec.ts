import { bundledEvidence, bundledLibrary } from './bundled';
import { Evidence } from './evidence';
import { evidenceTopics } from './topics';

const signal = new AbortController().signal;

describe('the bundled library', () => {
  it('holds records that are all evidence', () => {
    expect(bundledEvidence.map(record => Evidence.parse(record))).toEqual(bundledEvidence);
  });

  it('finds what a task needs, records on more of its topics first', async () => {
    const topics = evidenceTopics({ scenarios: ['unseen-context'], perturbation_type: 'cytokine' });
    const found = await bundledLibrary().search(topics, signal);
    const ids = found.map(record => record.id);
    expect(ids).toContain('kang-2018');
    expect(ids).not.toContain('norman-2019');
    const hits = found.map(
      record => record.topics.filter(topic => (topics as readonly string[]).includes(topic)).length
    );
    expect(hits).toEqual([...hits].sort((a, b) => b - a));
  });

  it('finds the interactions for combinations', async () => {
    const topics = evidenceTopics({
      scenarios: ['unseen-combination'],
      perturbation_type: 'activation'
    });
    const ids = (await bundledLibrary().search(topics, signal)).map(record => record.id);
    expect(ids).toEqual(
      expect.arrayContaining(['norman-2019', 'gears-2023', 'ahlmann-eltze-2025'])
    );
  });

  it('gets one record by its id, and null for an unknown one', async () => {
    expect((await bundledLibrary().get('scgen-2019'))?.year).toBe(2019);
    expect(await bundledLibrary().get('nobody-1900')).toBeNull();
  });

  it('stops where it is told to', async () => {
    const stopped = AbortSignal.abort();
    await expect(bundledLibrary().search(['loss'], stopped)).rejects.toThrow();
  });
});
