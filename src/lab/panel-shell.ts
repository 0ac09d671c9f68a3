import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ITranslator } from '@jupyterlab/translation';
import { LabIcon } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import { Panel, Widget } from '@lumino/widgets';

import iconSvg from '../../style/icons/cellforge.svg';

/** The icon of the sidebar tab and of the commands. */
const cellforgeIcon = new LabIcon({ name: 'jupyterlab-cellforge:icon', svgstr: iconSvg });

export const PANEL_ID = 'jupyterlab-cellforge-panel';

/** The sidebar entry: empty, and almost free, until it is first shown; then the real panel is loaded into it. */
export class PanelShell extends Panel {
  private loading: Promise<void> | null = null;
  private notLoaded: Widget | null = null;
  private readonly trans: IRenderMime.TranslationBundle;
  private readonly visibility = new Signal<this, boolean>(this);

  constructor(
    private readonly load: (shell: PanelShell) => Promise<Widget>,
    translator: ITranslator
  ) {
    super();
    const trans = (this.trans = translator.load('jupyterlab_cellforge'));
    this.id = PANEL_ID;
    this.title.icon = cellforgeIcon;
    this.title.caption = trans.__('CellForge');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('CellForge'));
    this.addClass('jp-CellForgeShell');
    this.node.tabIndex = -1;
  }

  /** Whether the panel can be seen: what is not seen asks the kernel nothing. */
  get visibilityChanged(): ISignal<this, boolean> {
    return this.visibility;
  }

  /** Settles when the panel stands; rejects where its code could not be loaded, says so, and may be asked again. */
  ready(): Promise<void> {
    this.loading ??= this.load(this).then(
      widget => {
        this.notLoaded?.dispose();
        this.notLoaded = null;
        this.addWidget(widget);
      },
      (error: unknown) => {
        this.loading = null;
        this.sayNotLoaded();
        throw error;
      }
    );
    return this.loading;
  }

  /** A page that was open while its server was updated or restarted asks for code that is no longer there. */
  private sayNotLoaded(): void {
    if (this.notLoaded === null) {
      const note = document.createElement('p');
      note.setAttribute('role', 'alert');
      note.textContent = this.trans.__(
        'CellForge could not be loaded from the server. Save your notebooks and reload the page; if this stays, ask who runs the server.'
      );
      this.notLoaded = new Widget({ node: note });
      this.notLoaded.addClass('jp-CellForgeShell-note');
      this.addWidget(this.notLoaded);
    }
  }

  /** Whoever opens the panel by a command goes on from there with the keyboard. */
  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    if (!this.node.contains(document.activeElement)) {
      this.node.focus({ preventScroll: true });
    }
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    // where it fails, the panel says so
    this.ready().catch(() => undefined);
    this.visibility.emit(true);
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this.visibility.emit(false);
  }
}
