import type { Source } from '../messages.ts';
import { element, showText } from './element.ts';

/** Where the pictures come from: drawn, or the files that were picked or dropped. */
export class Files {
  readonly #check: (files: readonly File[]) => void;
  readonly #error = element('filesError', HTMLElement);
  readonly #detail = element('filesDetail', HTMLElement);
  readonly #drop = element('drop', HTMLElement);
  readonly #input = element('files', HTMLInputElement);
  /** By their names: a file that comes again takes the place of the first. */
  #accepted = new Map<string, File>();
  #offered = new Map<string, File>();
  /** What is accepted, in words. */
  #summary = 'photographs, from files of yours';

  /** `check` has them looked at; `accept` or `refuse` is called in answer. */
  constructor(check: (files: readonly File[]) => void) {
    this.#check = check;
    this.#input.addEventListener('change', () => this.#offer(this.#input.files));
    // Wherever they are dropped: a file beside the mark would else replace the page.
    document.addEventListener('dragover', (event) => {
      event.preventDefault();
      this.#drop.classList.toggle('over', !this.#input.matches(':disabled'));
    });
    document.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) this.#drop.classList.remove('over');
    });
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      this.#drop.classList.remove('over');
      if (!this.#input.matches(':disabled')) this.#offer(event.dataTransfer?.files);
    });
  }

  #offer(files: Iterable<File> | null | undefined): void {
    const offered = [...(files ?? [])];
    if (offered.length === 0) return;
    this.#offered = new Map([...this.#accepted, ...offered.map((file) => [file.name, file] as const)]);
    showText(this.#error, '');
    this.#detail.textContent = 'reading the files …';
    this.#check([...this.#offered.values()]);
    this.#input.value = ''; // else the same file could not be picked again
  }

  accept(found: { readonly trainImages: number; readonly testImages: number; readonly heldOut: boolean }): void {
    this.#accepted = this.#offered;
    const test = `${found.testImages.toLocaleString('en')} ${found.heldOut ? 'of them held out' : 'held out'}`;
    const all = found.trainImages + (found.heldOut ? found.testImages : 0);
    this.#summary = `${all.toLocaleString('en')} photographs to learn from, ${test}`;
    this.#detail.textContent = this.#summary;
    radios().value = 'files';
  }

  refuse(text: string): void {
    showText(this.#error, text);
    this.#detail.textContent = this.#summary;
  }

  /** What training learns from; undefined, and said so, where files are wanted but there are none. */
  source(): Source | undefined {
    showText(this.#error, '');
    if (radios().value === 'drawn') return { kind: 'drawn' };
    if (this.#accepted.size > 0) return { kind: 'files', files: [...this.#accepted.values()] };
    this.refuse('Choose the files first, or take the drawn pictures.');
    return undefined;
  }
}

/** The buttons that choose between the two. */
function radios(): RadioNodeList {
  const found = element('settings', HTMLFormElement).elements.namedItem('source');
  if (!(found instanceof RadioNodeList)) throw new TypeError("index.html has no radio buttons called 'source'");
  return found;
}
