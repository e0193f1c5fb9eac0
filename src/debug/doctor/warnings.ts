/** What the doctor can warn of, and two lines that say why it matters. docs/doctor.md has a heading for each. */
const explanations = {
  'relu-before-cross-entropy': [
    'No score can then fall below 0, and one that is 0 has no gradient to rise by.',
    'crossEntropy wants what the last layer gives: leave the ReLU out.',
  ],
  'softmax-before-cross-entropy': [
    'crossEntropy takes the softmax itself. Taken twice, it evens the scores out,',
    'and the loss can hardly fall. Give it what the last layer gives.',
  ],
  'first-loss': [
    'An untrained net should guess, 1/n for each class: a loss of ln(n). Where it',
    'does not, look at the scale of the input, the first weights, and the labels.',
  ],
  'no-zero-grad': [
    'backward adds to the gradients that are there, so this step took the old ones',
    'once more. Call optimizer.zeroGrad() before each backward.',
  ],
  'step-without-gradients': [
    'A step moves by what backward has found since the last one, and that was',
    'nothing. The order is zeroGrad, forward, loss, backward, step.',
  ],
  'parameters-not-in-optimizer': [
    'Nobody moves them: they stay as they were drawn. Give the optimizer',
    'net.parameters(), after the net has all its layers; or freeze them.',
  ],
  'parameters-without-gradient': [
    'The loss does not depend on them, so they never learn. Is the layer used in',
    'forward? Is there a detach() or noGrad() between it and the loss?',
  ],
  'dead-relu': [
    'Where ReLU gives 0 it passes no gradient: a unit that is 0 for every input',
    'cannot come back. Try a smaller learning rate, or LeakyReLU.',
  ],
  'one-class-predicted': [
    'Whatever the picture, the answer is the same: the accuracy is the share of',
    'that class. Train longer; if the loss does not fall, try another rate.',
  ],
  'loader-left-early': [
    'The rest of the epoch was never seen: a break, a return or an error ended the',
    'loop. If it was meant to end there, silence this warning.',
  ],
  'evaluation-in-train-mode': [
    'In this mode dropout drops and batch norms follow the batch, so the answers',
    "are not the trained net's. Call net.eval() before, and net.train() after.",
  ],
  'unnormalised-input': [
    'Numbers far from mean 0 and spread 1 push all weights of a unit the same way,',
    'and learning is slow or blows up. Subtract the mean, divide by the spread.',
  ],
  'twice-normalised-input': [
    'Normalize seems to have met pictures that were normalised already: black is',
    '-3 then and not -1. Do it once, in the transform or in the net.',
  ],
  'loss-kept-alive': [
    'A loss holds the tape of its step. Summed up or collected as it is, it keeps',
    'them all in memory. Keep loss.item(), or loss.detach().',
  ],
  'batch-changed-by-view': [
    '-1 takes up whatever does not fit, pieces of the next picture too. Use',
    'flatten(1): it leaves the batch alone, and the next layer says what it wants.',
  ],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

/** The name of a warning: it stays, so that it can be silenced. */
export type WarningId = keyof typeof explanations;

/** All of them. */
export const warningIds = Object.keys(explanations) as WarningId[];

/** Something that the doctor found. As a text it has at most 80 columns. */
export class Warning {
  readonly id: WarningId;
  /** Optimizer steps that were over when it was found. */
  readonly step: number;
  /** What was found, with its numbers. */
  readonly finding: string;
  /** Why it matters, and what helps: two lines. */
  readonly explanation: readonly [string, string];
  /** The place in the documentation. */
  readonly page: string;

  constructor(id: WarningId, step: number, finding: string) {
    this.id = id;
    this.step = step;
    this.finding = finding;
    this.explanation = explanations[id];
    this.page = `docs/doctor.md#${id}`;
  }

  toString(): string {
    const { id, finding, explanation, page } = this;
    return [`doctor: ${id}`, ...wrapped(finding, 78), ...explanation, page].join('\n  ');
  }
}

/** A text cut between words into lines of at most `columns`. */
function wrapped(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
