import type { Beginning } from '../messages.ts';
import { element, make, percent } from './element.ts';

/** Pixels of a side of a picture, before it is enlarged. */
const side = 32;

/** Classes that are shown for each picture. */
const shownClasses = 3;

/** Held-out pictures, and what the net says to them. */
export class Pictures {
  readonly #list = element('pictures', HTMLElement);
  #classes: readonly string[] = [];
  #cards: { readonly card: HTMLElement; readonly answers: HTMLElement; readonly truth: number }[] = [];

  /** Shows the pictures; what the net says comes later. */
  begin({ classes, examples }: Beginning): void {
    this.#classes = classes;
    this.#cards = Array.from(examples.labels, (truth, index) => {
      const card = make('li');
      const answers = make('ol', 'answers');
      card.append(canvasOf(examples.images, index, classes[truth]), make('p', 'truth', classes[truth]), answers);
      return { card, answers, truth };
    });
    this.#list.replaceChildren(...this.#cards.map(({ card }) => card));
    element('picturesCard', HTMLElement).hidden = false;
  }

  /** Shows the likeliest classes of each: `chances` has a row for every picture. */
  show(chances: Float32Array): void {
    const count = this.#classes.length;
    for (const [index, { card, answers, truth }] of this.#cards.entries()) {
      const row = [...chances.subarray(index * count, (index + 1) * count).entries()];
      const likeliest = row.sort(([, a], [, b]) => b - a).slice(0, shownClasses);
      answers.replaceChildren(...likeliest.map(([label, chance]) => this.#answer(label, chance, label === truth)));
      card.classList.toggle('right', likeliest[0][0] === truth);
    }
  }

  #answer(label: number, chance: number, isTrue: boolean): HTMLElement {
    const line = make('li', isTrue ? 'true' : '');
    line.style.setProperty('--chance', String(chance));
    line.append(make('span', '', this.#classes[label]), make('span', 'chance', percent(chance)));
    return line;
  }
}

/** Picture number `index` of planar bytes [count, 3, 32, 32], drawn. */
function canvasOf(images: Uint8Array, index: number, name: string): HTMLCanvasElement {
  const canvas = make('canvas');
  Object.assign(canvas, { width: side, height: side, role: 'img', ariaLabel: `a picture: ${name}` });
  const pixels = new ImageData(side, side);
  const start = index * 3 * side * side;
  for (let place = 0; place < side * side; place++) {
    for (let channel = 0; channel < 3; channel++) {
      pixels.data[4 * place + channel] = images[start + channel * side * side + place];
    }
    pixels.data[4 * place + 3] = 255; // opaque
  }
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return canvas;
}
