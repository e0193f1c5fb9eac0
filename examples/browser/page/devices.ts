import type { Device } from '../messages.ts';
import { element, make } from './element.ts';

/** What can be chosen, and what it is. */
const known: Readonly<Record<string, string>> = {
  auto: 'Auto',
  'gpu:webgpu': 'WebGPU',
  'gpu:webgl2': 'WebGL 2',
  'gpu:webasm': 'WebAssembly',
  reference: 'Reference',
};

/** The devices' names, as `device(name)` takes them. */
export const deviceNames = Object.keys(known);

interface Row {
  readonly input: HTMLInputElement;
  readonly detail: HTMLElement;
}

/** The list of devices. Each can be chosen once it is known to be available. */
export class Devices {
  readonly #rows = new Map<string, Row>();

  constructor() {
    const list = element('devices', HTMLElement);
    for (const [name, title] of Object.entries(known)) {
      const label = make('label', 'choice');
      const input = make('input');
      Object.assign(input, { type: 'radio', name: 'device', value: name, disabled: true });
      const text = make('span', '', `${title} `);
      const detail = make('small', '', 'looking for it …');
      text.append(detail);
      label.append(input, text);
      list.append(label);
      this.#rows.set(name, { input, detail });
    }
  }

  /** Shows what was found out. The first that is available is chosen until somebody chooses. */
  show(devices: readonly Device[]): void {
    for (const { name, available, detail } of devices) {
      const row = this.#rows.get(name);
      if (row === undefined) continue;
      row.input.disabled = !available;
      row.detail.textContent = available ? detail : `not available: ${detail}`;
      if (available && this.chosen === undefined) row.input.checked = true;
    }
  }

  /** Undefined while none is known to be available. */
  get chosen(): string | undefined {
    return [...this.#rows].find(([, { input }]) => input.checked)?.[0];
  }
}
