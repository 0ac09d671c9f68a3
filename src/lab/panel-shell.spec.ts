import { nullTranslator } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import { PanelShell } from './panel-shell';

/** A sidebar entry whose code is loaded as `loads` says, one word a try. */
function scene(loads: readonly ('fails' | 'works')[]) {
  const tries = [...loads];
  const shell = new PanelShell(async () => {
    if (tries.shift() === 'fails') {
      throw new Error('Loading chunk 85 failed');
    }
    return new Widget();
  }, nullTranslator);
  Widget.attach(shell, document.body);
  return shell;
}

afterEach(() => document.body.replaceChildren());

describe('a panel whose code cannot be loaded', () => {
  it('says so, once, and what to do', async () => {
    const shell = scene(['fails', 'fails']);
    await expect(shell.ready()).rejects.toThrow('chunk');
    await expect(shell.ready()).rejects.toThrow('chunk');
    const notes = [...shell.node.querySelectorAll('[role=alert]')];
    expect(notes.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/could not be loaded.*reload the page/)
    ]);
    shell.dispose();
  });

  it('is there when it is asked for again, without the note', async () => {
    const shell = scene(['fails', 'works']);
    await expect(shell.ready()).rejects.toThrow('chunk');
    await shell.ready();
    expect(shell.node.querySelector('[role=alert]')).toBeNull();
    expect(shell.widgets).toHaveLength(1);
    shell.dispose();
  });
});

describe('a panel that is opened by a command', () => {
  it('has the focus, and leaves it where it is inside', () => {
    const shell = scene([]);
    MessageLoop.sendMessage(shell, Widget.Msg.ActivateRequest);
    expect(document.activeElement).toBe(shell.node);
    const inside = shell.node.appendChild(document.createElement('button'));
    inside.focus();
    MessageLoop.sendMessage(shell, Widget.Msg.ActivateRequest);
    expect(document.activeElement).toBe(inside);
    shell.dispose();
  });
});
