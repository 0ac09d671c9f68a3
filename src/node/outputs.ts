import type { KernelMessage } from './kernel-process';

/** An output as nbformat keeps it. */
export type Output = Readonly<Record<string, unknown>> & { readonly output_type: string };

/** The outputs of a notebook's cells, as messages of the kernel build them. */
export class Outputs {
  private readonly byCell = new Map<string, Output[]>();
  /** Outputs that may be updated later, wherever they stand. */
  private readonly displays = new Map<
    string,
    { readonly cell: string; readonly index: number }[]
  >();
  private readonly clearing = new Set<string>();

  of(cell: string): readonly Output[] {
    return this.byCell.get(cell) ?? [];
  }

  /** Outputs as they were saved; updates of them are over. */
  restore(cell: string, outputs: readonly Output[]): void {
    this.byCell.set(cell, [...outputs]);
  }

  clear(cell: string): void {
    this.byCell.set(cell, []);
    for (const [id, places] of this.displays) {
      this.displays.set(
        id,
        places.filter(place => place.cell !== cell)
      );
    }
  }

  receive(cell: string, { type, content }: KernelMessage): void {
    switch (type) {
      case 'stream':
        this.addText(cell, String(content.name), String(content.text));
        break;
      case 'display_data':
      case 'execute_result':
        this.addDisplay(cell, type, content);
        break;
      case 'update_display_data':
        this.update(content);
        break;
      case 'error': {
        const { ename, evalue, traceback } = content;
        this.add(cell, { output_type: 'error', ename, evalue, traceback });
        break;
      }
      case 'clear_output':
        if (content.wait === true) {
          this.clearing.add(cell);
        } else {
          this.clear(cell);
        }
        break;
    }
  }

  private add(cell: string, output: Output): number {
    if (this.clearing.delete(cell)) {
      this.clear(cell);
    }
    const outputs = this.byCell.get(cell) ?? [];
    this.byCell.set(cell, outputs);
    return outputs.push(output) - 1;
  }

  private addText(cell: string, name: string, text: string): void {
    const last = this.clearing.has(cell) ? undefined : this.of(cell).at(-1);
    if (last?.output_type === 'stream' && last.name === name) {
      const outputs = this.byCell.get(cell)!;
      outputs[outputs.length - 1] = { ...last, text: afterReturns(String(last.text) + text) };
    } else {
      this.add(cell, { output_type: 'stream', name, text: afterReturns(text) });
    }
  }

  private addDisplay(cell: string, output_type: string, content: KernelMessage['content']): void {
    const { data, metadata, execution_count } = content;
    const counted = output_type === 'execute_result' ? { execution_count } : {};
    const index = this.add(cell, { output_type, data, metadata, ...counted });
    const id = displayId(content);
    if (id !== null) {
      this.displays.set(id, [...(this.displays.get(id) ?? []), { cell, index }]);
    }
  }

  private update(content: KernelMessage['content']): void {
    const { data, metadata } = content;
    for (const { cell, index } of this.displays.get(displayId(content) ?? '') ?? []) {
      const outputs = this.byCell.get(cell)!;
      outputs[index] = { ...outputs[index], data, metadata };
    }
  }
}

function displayId({ transient }: KernelMessage['content']): string | null {
  const id = (transient as { display_id?: unknown } | undefined)?.display_id;
  return typeof id === 'string' ? id : null;
}

/** A carriage return starts its line again, as progress bars mean it. */
function afterReturns(text: string): string {
  return text.replace(/[^\n]*\r(?!\n)/g, '');
}
