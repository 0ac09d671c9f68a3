import { act, cleanup } from '@testing-library/react';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { CommandRegistry } from '@lumino/commands';
import { exampleProgress, exampleResult } from '../view/testing/example-result';
import renderers from './index';

afterEach(cleanup);

const resultType = 'application/vnd.cellforge.result.v1+json';
const progressType = 'application/vnd.cellforge.progress.v1+json';

function rendererOf(mimeType: string): IRenderMime.IRenderer {
  const found = renderers.find(each => each.rendererFactory.mimeTypes.includes(mimeType));
  if (!found) {
    throw new Error(`No renderer for ${mimeType}`);
  }
  return found.rendererFactory.createRenderer({
    mimeType,
    resolver: null,
    sanitizer: null as never,
    linkHandler: null,
    latexTypesetter: null
  });
}

async function show(
  renderer: IRenderMime.IRenderer,
  mimeType: string,
  data: unknown
): Promise<HTMLElement> {
  const model = {
    trusted: false,
    metadata: {},
    data: { [mimeType]: data },
    setData: () => undefined
  };
  await act(async () => renderer.renderModel(model as unknown as IRenderMime.IMimeModel));
  return renderer.node;
}

describe('renderers', () => {
  it('are safe and come before the picture', () => {
    expect(renderers.every(({ rendererFactory }) => rendererFactory.safe)).toBe(true);
    expect(renderers.every(({ rank }) => rank !== undefined && rank < 90)).toBe(true);
  });

  it('show a result in an untrusted notebook', async () => {
    const node = await show(rendererOf(resultType), resultType, exampleResult);
    expect(node.textContent).toContain(
      'Better than every baseline in 1 of 3 parts: one target seen.'
    );
  });

  it('patch what stands when the progress changes', async () => {
    const renderer = rendererOf(progressType);
    const bar = (await show(renderer, progressType, exampleProgress)).querySelector(
      '[role=progressbar]'
    );
    const node = await show(renderer, progressType, { ...exampleProgress, share: 0.5, epoch: 70 });
    expect(node.querySelector('[role=progressbar]')).toBe(bar);
    expect(bar?.getAttribute('aria-valuenow')).toBe('50');
  });

  it('say when a running fit was last heard of', async () => {
    const old = await show(rendererOf(progressType), progressType, exampleProgress);
    expect(old.textContent).toMatch(/Last heard of at 12 Nov 2026/);
    const fresh = { ...exampleProgress, updated: new Date().toISOString() };
    const node = await show(rendererOf(progressType), progressType, fresh);
    expect(node.textContent).not.toMatch(/Last heard/);
  });

  it.each([
    { name: 'starting', told: /Starting the worker/ },
    { name: 'baseline', told: /Choosing the best simple baseline on inner folds/ },
    { name: 'knowledge', told: /tables of prior knowledge/ },
    { name: 'inner-fold', told: /Inner fold 2 of 3: how far the network can be trusted/ },
    { name: 'whole', told: /All training conditions: network 2 of 3/ }
  ])('say what a fit does before its epochs: $name', async ({ name, told }) => {
    const early = { ...exampleProgress, epoch: 0, epochs: 0, step: { name, number: 2, of: 3 } };
    const node = await show(rendererOf(progressType), progressType, early);
    expect(node.textContent).toMatch(told);
    expect(node.textContent).not.toMatch(/epoch 0/);
  });

  it('give no estimate before 10 % is done', async () => {
    const early = { ...exampleProgress, share: 0.05 };
    const node = await show(rendererOf(progressType), progressType, early);
    expect(node.textContent).not.toMatch(/left/);
  });
});

describe('keys', () => {
  it('that a list takes for itself cut no cell and move no cursor, as JupyterLab would have them do', async () => {
    const node = await show(rendererOf(resultType), resultType, exampleResult);
    const notebook = document.body.appendChild(document.createElement('div'));
    notebook.className = 'jp-Notebook jp-mod-commandMode';
    notebook.append(node);
    const commands = new CommandRegistry();
    const cut = jest.fn();
    commands.addCommand('notebook:cut-cell', { execute: cut, describedBy: { args: {} } });
    // as JupyterLab 4.6 binds it
    const selector = '.jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite) :focus';
    commands.addKeyBinding({ command: 'notebook:cut-cell', keys: ['X'], selector, args: {} });
    const press = (on: Element | null) => {
      (on as HTMLElement).focus();
      const event = new KeyboardEvent('keydown', { key: 'x', keyCode: 88, bubbles: true });
      const hear = (heard: KeyboardEvent) => commands.processKeydownEvent(heard);
      document.addEventListener('keydown', hear, true);
      document.activeElement?.dispatchEvent(event);
      document.removeEventListener('keydown', hear, true);
    };
    press(node.querySelector('summary'));
    expect(cut).toHaveBeenCalledTimes(1);
    press(node.querySelector('select'));
    expect(document.activeElement?.tagName).toBe('SELECT');
    expect(cut).toHaveBeenCalledTimes(1);
    notebook.remove();
  });
});

describe('data that anybody may have written', () => {
  const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
  const deep = JSON.parse('{"a":'.repeat(5000) + '1' + '}'.repeat(5000));

  it('is shown as text only', async () => {
    const scenarios = {
      [hostile]: {
        parts: { [hostile]: exampleResult.scenarios['unseen-combination'].parts['seen-1'] }
      }
    };
    const data = { ...exampleResult, scenarios, notes: [hostile], run: hostile };
    const node = await show(rendererOf(resultType), resultType, data);
    expect(node.querySelector('img, script')).toBeNull();
    expect(node.textContent).toContain(hostile);
  });

  it.each([
    { what: 'a newer format', data: { ...exampleResult, version: 2 }, told: /Format version 2\./ },
    {
      what: 'a missing field',
      data: { ...exampleResult, looks: undefined },
      told: /differs from the format at looks/
    },
    { what: 'no object', data: 'result', told: /Not a CellForge output/ },
    { what: 'nothing', data: null, told: /Not a CellForge output/ },
    { what: 'nesting 5,000 deep', data: deep, told: /Not a CellForge output/ },
    {
      what: 'a million values',
      data: { version: 1, notes: Array(1_000_000).fill(0) },
      told: /Too large to show/
    }
  ])('is named for what it is: $what', async ({ data, told }) => {
    const node = await show(rendererOf(resultType), resultType, data);
    expect(node.textContent).toMatch(told);
  });
});
