import type { NumberArray } from '../../../dtype.ts';
import type { MakeCheck } from '../check.ts';

/** Answers that were looked at. */
class Answers {
  readonly classes: number;
  rows = 0;
  batches = 0;
  #first = -1;
  #areSame = true;
  #confidence = 0;

  constructor(classes: number) {
    this.classes = classes;
  }

  /** Takes in rows of logits. */
  add(logits: NumberArray): this {
    const { classes } = this;
    for (let start = 0; start < logits.length; start += classes) {
      let best = 0;
      for (let i = 1; i < classes; i++) {
        if (logits[start + i] > logits[start + best]) best = i;
      }
      let sum = 0;
      for (let i = 0; i < classes; i++) sum += Math.exp(logits[start + i] - logits[start + best]);
      if (this.#first < 0) this.#first = best;
      if (best !== this.#first) this.#areSame = false;
      this.#confidence += 1 / sum;
      this.rows++;
    }
    this.batches++;
    return this;
  }

  /**
   * The class that was always the answer, without being sure of it. A net that is sure has learnt something, and looks
   * at pictures of one class: those of a sorted folder, say.
   */
  get always(): number | undefined {
    const isSure = this.#confidence / this.rows > (1 + 1 / this.classes) / 2;
    return this.#areSame && !isSure ? this.#first : undefined;
  }
}

/** Untrained nets give one answer, and some learn late: training is judged after a thousand steps. */
const inTraining = { rows: 128, batches: 10 };
const inEvaluation = { rows: 32, batches: 10 };

/** Looks for nets that answer the same whatever they are shown. Whoever evaluates is told before the figure is believed. */
export const oneClass: MakeCheck = (watched) => {
  let trained: Answers | undefined;
  let evaluated: Answers | undefined;
  /** As crossEntropy says. */
  let classes = 0;
  let calls = 0;

  const judge = (answers: Answers | undefined, least: { rows: number; batches: number }, where: string) => {
    if (answers === undefined || answers.rows < least.rows || answers.batches < least.batches) return;
    const { always, rows } = answers;
    if (always === undefined) return;
    watched.warn(
      'one-class-predicted',
      `All ${rows} answers looked at in ${where} were class ${always} of ${answers.classes}.`,
    );
  };
  const endEvaluation = () => {
    judge(evaluated, { ...inEvaluation, batches: 1 }, 'the evaluation');
    evaluated = undefined;
    calls = 0;
  };

  return {
    ids: ['one-class-predicted'],
    operationRan({ operation, inputs: [logits], nodes: [source] }) {
      if (operation !== 'crossEntropy' || source === undefined || logits.shape.length !== 2) return;
      classes = logits.shape[1];
      if (watched.steps < 100 || !watched.owns(source)) return;
      if (trained?.classes !== classes) trained = new Answers(classes);
      const answers = trained;
      watched.read(logits, (numbers) => {
        answers.add(numbers);
        if (answers.always === undefined) trained = undefined; // from here anew
        judge(answers, inTraining, 'training');
      });
    },
    called({ output, isEvaluation }) {
      if (!isEvaluation || watched.steps === 0 || output?.ndim !== 2 || output.shape[1] !== classes) return;
      const number = calls++;
      if (number >= 10 && number % 100 !== 0) return;
      evaluated ??= new Answers(classes);
      const answers = evaluated;
      watched.read(output, (numbers) => judge(answers.add(numbers), inEvaluation, 'the evaluation'));
    },
    backwardStarts: endEvaluation,
    stopped: endEvaluation,
  };
};
