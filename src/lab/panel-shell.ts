import type { ITranslator } from '@jupyterlab/translation';
import { LabIcon } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import { Panel } from '@lumino/widgets';
import type { Widget } from '@lumino/widgets';

import iconSvg from '../../style/icons/cellforge.svg';

/** The icon of the sidebar tab and of the commands. */
export const cellforgeIcon = new LabIcon({ name: 'jupyterlab-cellforge:icon', svgstr: iconSvg });

export const PANEL_ID = 'jupyterlab-cellforge-panel';

/** The sidebar entry: empty, and almost free, until it is first shown; then the real panel is loaded into it. */
export class PanelShell extends Panel {
  private loading: Promise<void> | null = null;
  private readonly visibility = new Signal<this, boolean>(this);

  constructor(
    private readonly load: (shell: PanelShell) => Promise<Widget>,
    translator: ITranslator
  ) {
    super();
    const trans = translator.load('jupyterlab_cellforge');
    this.id = PANEL_ID;
    this.title.icon = cellforgeIcon;
    this.title.caption = trans.__('CellForge');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('CellForge'));
    this.addClass('jp-CellForgeShell');
  }

  /** Whether the panel can be seen: what is not seen asks the kernel nothing. */
  get visibilityChanged(): ISignal<this, boolean> {
    return this.visibility;
  }

  /** Settles when the panel stands; rejects where its code could not be loaded, and may be asked again. */
  ready(): Promise<void> {
    this.loading ??= this.load(this).then(
      widget => {
        this.addWidget(widget);
      },
      (error: unknown) => {
        this.loading = null;
        throw error;
      }
    );
    return this.loading;
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.ready();
    this.visibility.emit(true);
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this.visibility.emit(false);
  }
}
