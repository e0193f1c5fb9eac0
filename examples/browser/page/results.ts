import type { Beginning, EpochResult, Phase, Progress } from '../messages.ts';
import { element, make, percent, showText } from './element.ts';

const words: Readonly<Record<Phase, string>> = {
  reading: 'Getting the pictures ready …',
  compiling: 'Warming up: the first steps compile the kernels …',
  training: 'Training',
  examining: 'Examining the net with the held-out pictures …',
  paused: 'Paused',
};

/** The status line, the figures, and the table of epochs. */
export class Results {
  readonly #status = element('status', HTMLElement);
  readonly #failure = element('failure', HTMLElement);
  readonly #done = element('done', HTMLProgressElement);
  readonly #step = element('step', HTMLElement);
  readonly #loss = element('loss', HTMLElement);
  readonly #speed = element('speed', HTMLElement);
  readonly #accuracy = element('accuracy', HTMLElement);
  readonly #rows = element('epochRows', HTMLElement);
  readonly #card = element('epochsCard', HTMLElement);
  #stepsPerEpoch = 1;
  #epochs = 1;
  #epoch = 1;
  #device = '';

  /** Forgets the training before. */
  clear(epochs: number): void {
    this.#epochs = epochs;
    this.#epoch = 1;
    for (const figure of [this.#step, this.#loss, this.#speed, this.#accuracy]) figure.textContent = '–';
    this.#done.value = 0;
    this.#rows.replaceChildren();
    this.#card.hidden = true;
    showText(this.#failure, '');
  }

  begin({ stepsPerEpoch, device }: Beginning): void {
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#device = device;
    this.#done.max = stepsPerEpoch * this.#epochs;
  }

  enter(phase: Phase): void {
    const where = phase === 'training' ? `, epoch ${this.#epoch} of ${this.#epochs}, on ${this.#device}` : '';
    this.say(`${words[phase]}${where}`);
  }

  say(text: string): void {
    this.#status.textContent = text;
  }

  fail(text: string): void {
    this.say('Stopped by an error.');
    showText(this.#failure, text);
  }

  progress({ step, loss, imagesPerSecond }: Progress): void {
    this.#done.value = step;
    this.#step.textContent = `${step.toLocaleString('en')} of ${(this.#stepsPerEpoch * this.#epochs).toLocaleString('en')}`;
    this.#loss.textContent = loss.toFixed(3);
    this.#speed.textContent = imagesPerSecond === undefined ? 'warming up' : rounded(imagesPerSecond);
  }

  epoch({ epoch, loss, accuracy }: EpochResult): void {
    this.#epoch = Math.min(epoch + 1, this.#epochs);
    this.#accuracy.textContent = percent(accuracy, 1);
    const row = make('tr');
    const head = make('th', '', String(epoch));
    head.scope = 'row';
    row.append(head, make('td', '', loss.toFixed(3)), make('td', '', percent(accuracy, 1)));
    this.#rows.append(row);
    this.#card.hidden = false;
  }
}

/** A speed, to three figures. */
function rounded(speed: number): string {
  return Number(speed.toPrecision(3)).toLocaleString('en');
}
