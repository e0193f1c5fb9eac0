import type { Step } from '../step.ts';
import { explainText } from './explainText.ts';

/** By this name Node's console asks an object how it is to be printed. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

/** What the console says of how it prints. */
interface InspectOptions {
  readonly colors?: boolean | undefined;
}

/**
 * A step that `console.log` prints as text. It stays plain data: what it gets cannot be enumerated, so that JSON and
 * comparisons see nothing of it.
 */
export function inspected(step: Step): Step {
  return Object.defineProperty(step, inspect, { value: written });
}

function written(this: Step, depth: number | null, { colors = false }: InspectOptions): string {
  if (depth !== null && depth < 0) return `[${this.operation}, ${this.pass}: step ${this.number + 1} of ${this.of}]`;
  return explainText(this, { colour: colors });
}
