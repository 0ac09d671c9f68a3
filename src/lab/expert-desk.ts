import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { z } from 'zod';

import { CellForgeError } from '../core';
import type { Blocked, ExpertsChoice, LlmState, SessionEndpoint } from '../panel/model-llm';
import { gatewayAddress } from './gateway-mind';
import type { Answering } from './gateway-mind';
import { problemOf } from './problem-of';
import type { ServerLimits } from './server-limits';
import { refusalIn } from './server-refusal';
import { checkedEndpoint } from './session-endpoint';
import type { SharedDesk } from './shared-desk';

/** Who speaks for the experts of one notebook: what the server offers, what the analyst chose. */
export class ExpertDesk {
  private limits: ServerLimits | null = null;
  /** Typed for the session: in memory only, in no state, no setting, no log. */
  private session: SessionEndpoint | null = null;
  private isDisposed = false;

  constructor(private readonly desk: SharedDesk) {
    void desk.services.limits.then(limits => {
      this.limits = limits;
      if (!this.isDisposed) {
        this.set(this.offered(limits));
      }
    });
  }

  /** What the server allows, once it has said so. */
  readonly known = (): ServerLimits | null => this.limits;

  /** What must never enter a log. */
  get secrets(): readonly string[] {
    return this.session === null || this.session.key === '' ? [] : [this.session.key];
  }

  dispose(): void {
    this.isDisposed = true;
    this.session = null;
  }

  set(parts: Partial<LlmState>): void {
    this.desk.set({ llm: { ...this.desk.state.llm, ...parts } });
  }

  choose(experts: ExpertsChoice): void {
    const { blocked, builtInBlocked, model, models } = this.desk.state.llm;
    if ((experts === 'llm' ? blocked : builtInBlocked) !== null) {
      return;
    }
    this.set({ experts });
    if (experts === 'llm' && model === null && models.length === 0) {
      void this.listModels();
    }
  }

  chooseModel(model: string): void {
    this.set({ model });
  }

  /** Asks the endpoint, through the server, for the models it has. */
  async listModels(): Promise<void> {
    if (this.desk.state.llm.isListing || this.session !== null) {
      return;
    }
    this.set({ isListing: true });
    try {
      const models = await askModels(this.desk.services.serverSettings);
      this.set({ models, model: this.desk.state.llm.model ?? models[0] ?? null });
    } catch (error) {
      this.desk.set({ problem: problemOf(error) });
    } finally {
      this.set({ isListing: false });
    }
  }

  /** An endpoint from this page for as long as it is open; null goes back to the server's. */
  useSession(session: SessionEndpoint | null): void {
    const { limits } = this;
    if (limits === null) {
      return;
    }
    if (session === null) {
      this.session = null;
      this.set(this.offered(limits));
      return;
    }
    try {
      this.session = checkedEndpoint(session, limits.llm);
      const { address, model } = this.session;
      const to = new URL(address).host;
      const experts = 'llm';
      const models = [model];
      this.set({ experts, to, model, models, prices: {}, blocked: null, isDirect: true });
      this.desk.set({ problem: null });
    } catch (error) {
      this.desk.set({ problem: problemOf(error) });
    }
  }

  /** @throws CellForgeError where no language model is offered or none is chosen. */
  async answering(): Promise<Answering> {
    const { allowedExperts, llm } = await this.desk.services.limits;
    const { model } = this.desk.state.llm;
    const isOffered = allowedExperts?.includes('llm') === true && llm !== null;
    if (!isOffered || (this.session === null && !llm.available)) {
      throw notOffered();
    }
    if (model === null) {
      throw noModel();
    }
    return { section: llm, model, session: this.session };
  }

  private offered(limits: ServerLimits): Partial<LlmState> {
    const { llm } = limits;
    const { design } = this.desk.services.capabilities;
    const blocked = blockedBy(limits);
    const builtInBlocked = limits.allowedExperts?.includes('built-in') === false;
    const models = llm?.models ?? [];
    const wanted = design?.model() ?? '';
    const isWanted = wanted !== '' && (models.length === 0 || models.includes(wanted));
    const isChosen = design?.experts() === 'llm' || builtInBlocked;
    const canType = llm !== null && (llm.browser_direct || llm.session_key);
    return {
      experts: blocked === null && isChosen ? 'llm' : 'built-in',
      to: llm?.upstream ?? null,
      model: isWanted ? wanted : (llm?.default_model ?? null),
      models,
      blocked,
      builtInBlocked: builtInBlocked ? 'not-allowed' : null,
      prices: llm?.prices ?? {},
      currency: llm?.currency ?? '',
      session: canType ? { hasKey: llm.session_key } : null,
      isDirect: false
    };
  }
}

function blockedBy({ allowedExperts, llm }: ServerLimits): Blocked | null {
  if (allowedExperts === null || llm === null) {
    return 'no-answer';
  }
  if (!allowedExperts.includes('llm')) {
    return 'not-allowed';
  }
  return llm.available ? null : 'not-configured';
}

const Models = z.object({ data: z.array(z.object({ id: z.string() })) });

async function askModels(settings: ServerConnection.ISettings): Promise<readonly string[]> {
  const address = URLExt.join(gatewayAddress(settings), 'models');
  const response = await ServerConnection.makeRequest(address, {}, settings);
  const told: unknown = await response.json().catch(() => null);
  const models = Models.safeParse(told);
  if (response.ok && models.success) {
    return models.data.data.map(({ id }) => id);
  }
  throw refusalIn(told, {
    code: 'llm/no-list',
    message: 'The server gave no list of models that can be read',
    expected: 'an answer of the same version of jupyterlab-cellforge as this page',
    found: `status ${response.status}`,
    remedy: 'Restart the server after updating, then reload the page.'
  });
}

function notOffered(): CellForgeError {
  return new CellForgeError({
    code: 'llm/not-offered',
    message: 'No language model can be asked from here',
    expected: 'a server that offers one, or an endpoint typed for this session',
    found: 'none',
    remedy: 'Start a new run with built-in rules, or ask who runs this server.'
  });
}

function noModel(): CellForgeError {
  return new CellForgeError({
    code: 'llm/no-model',
    message: 'No model is chosen',
    expected: 'one of the models that the endpoint has',
    found: 'none',
    remedy: 'Choose a model, then resume.'
  });
}
