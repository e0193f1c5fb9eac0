import type { RecordedUpdate } from '../recording/types.ts';

/**
 * How an optimizer changes a parameter w by its gradient g, with its settings put in: `v ← 0.9·v + g, w ← w − 0.01·v`.
 * Of an optimizer that is not known here only the fact is said.
 */
export function updateFormula(event: RecordedUpdate): string {
  const formula = formulas[event.optimizer];
  return formula === undefined ? 'w changes by its gradient g' : formula(event);
}

const formulas: Readonly<Record<string, (event: RecordedUpdate) => string>> = {
  SGD: (event) => {
    const { lr, momentum, dampening, weightDecay, nesterov, maximize } = readerOf(event);
    const gradient = decayed('g', weightDecay);
    const sign = maximize ? '+' : '−';
    if (momentum === 0) return `w ← w ${sign} ${factor(lr)}${grouped(gradient)}`;
    const weakened = dampening === 0 ? gradient : `${factor(1 - dampening)}${grouped(gradient)}`;
    const isFirst = event.state.momentum_buffer?.before === undefined;
    const velocity = isFirst ? `v ← ${gradient} (the first step)` : `v ← ${factor(momentum)}v + ${weakened}`;
    const direction = nesterov ? `(${gradient} + ${factor(momentum)}v)` : 'v';
    return `${velocity}, w ← w ${sign} ${factor(lr)}${direction}`;
  },
  Adam: (event) => adamText(event, decayed('g', readerOf(event).weightDecay), ''),
  AdamW: (event) => {
    const { lr, weightDecay } = readerOf(event);
    return adamText(event, 'g', weightDecay === 0 ? '' : `w ← ${factor(1 - lr * weightDecay)}w, `);
  },
};

function adamText(event: RecordedUpdate, gradient: string, first: string): string {
  const { lr, eps, betas } = readerOf(event);
  const step = Number(event.numbers.step ?? 1);
  const [beta1, beta2] = betas;
  return (
    `${first}m ← ${factor(beta1)}m + ${factor(1 - beta1)}${grouped(gradient)}, ` +
    `v ← ${factor(beta2)}v + ${factor(1 - beta2)}${grouped(gradient)}², ` +
    `w ← w − ${factor(lr)}m̂ / (√v̂ + ${eps}) with m̂ = m / ${plain(1 - beta1 ** step)}, v̂ = v / ${plain(1 - beta2 ** step)}`
  );
}

function readerOf({ settings }: RecordedUpdate) {
  const number = (name: string) => Number(settings[name] ?? 0);
  const { betas } = settings;
  return {
    lr: number('lr'),
    momentum: number('momentum'),
    dampening: number('dampening'),
    weightDecay: number('weightDecay'),
    eps: number('eps'),
    nesterov: settings.nesterov === true,
    maximize: settings.maximize === true,
    betas: Array.isArray(betas) ? betas.map(Number) : [0, 0],
  };
}

function decayed(gradient: string, weightDecay: number): string {
  return weightDecay === 0 ? gradient : `${gradient} + ${factor(weightDecay)}w`;
}

function grouped(sum: string): string {
  return sum.includes(' ') ? `(${sum})` : sum;
}

/** A factor in front of something: nothing for 1. */
function factor(value: number): string {
  return value === 1 ? '' : `${plain(value)}·`;
}

/** Rounding made 1 − 0.9 to 0.09999…, and is taken back. */
function plain(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Letters of the formulas, for what optimizers call by PyTorch's names. */
const letters: Readonly<Record<string, string>> = { momentum_buffer: 'v', exp_avg: 'm', exp_avg_sq: 'v' };

/** The letter that a formula has for what an optimizer remembers, or the name itself. */
export function stateLetter(name: string): string {
  return letters[name] ?? name;
}

/** Letter and name: 'v (momentum_buffer)'. */
export function stateLabel(name: string): string {
  return letters[name] === undefined ? name : `${letters[name]} (${name})`;
}

/**
 * One element's step with its numbers put in: `2 − 0.1·5.25 = 1.475`; of SGD without Nesterov's momentum and without
 * weight decay, whose step is so short a sum.
 */
export function substituted(event: RecordedUpdate, w: number, direction: number, after: number): string | undefined {
  if (event.optimizer !== 'SGD') return undefined;
  const { lr, nesterov, weightDecay, momentum, maximize } = readerOf(event);
  if (nesterov || (momentum === 0 && weightDecay !== 0)) return undefined;
  const by = direction < 0 ? `(${plain(direction)})` : plain(direction);
  return `${plain(w)} ${maximize ? '+' : '−'} ${factor(lr)}${by} = ${plain(after)}`;
}
