import { type Call, shapesIn } from './calls.ts';
import { areEqual, chainTo, type Link } from './chain.ts';
import { chainText } from './chainText.ts';
import type { Sizes } from './steps.ts';

/** What does not fit: the parts of a `ShapeError`. */
export interface Refusal {
  readonly operation: string;
  readonly problem: string;
  readonly shapes: Readonly<Record<string, Sizes>>;
}

/** Where it happened, and which shapes led there. */
export interface Location {
  /** The path of the layer in the net; undefined where no module was called, or one by itself. */
  readonly layer: string | undefined;
  readonly chains: readonly { readonly title: string; readonly links: readonly Link[] }[];
}

/**
 * Which part of the net that was called refused, and the chains of the shapes it was given. They begin with the net's
 * input; where nothing had happened in it yet, and outside of nets, with what is known to have come first.
 *
 * @param inner the call in which it happened.
 * @param call the outermost one around it.
 */
export function whereFrom({ shapes }: Refusal, inner?: Call, call?: Call): Location {
  const given = Object.entries(shapes);
  const layer = (inner && call?.caller.pathOf(inner.caller)) || undefined;
  const within = call === undefined ? [] : chainsIn(call, given, inner);
  if (call === undefined || (within.length === 0 && layer === undefined)) {
    return { layer, chains: titled('Shapes', chainsOf(given)) };
  }
  const title = `In ${call.caller.constructor.name}`;
  const [start] = shapesIn(call.inputs);
  // The first layer refused what came in: that is the chain.
  const chains = within.length > 0 || start === undefined ? within : [{ links: [{ name: 'input', shape: start }] }];
  return { layer, chains: titled(title, chains) };
}

/** The chains within a call: of what was refused, or where that is something new, of what the refusing part was given. */
function chainsIn(call: Call, given: readonly (readonly [name: string, shape: Sizes])[], inner?: Call): Chain[] {
  const chains = chainsOf(given, call);
  const inputs = inner === undefined ? [] : shapesIn(inner.inputs);
  return chains.length > 0
    ? chains
    : chainsOf(
        inputs.map((shape) => ['input', shape] as const),
        call,
      ).slice(0, 1);
}

interface Chain {
  /** Of the shape that it led to. */
  readonly name?: string;
  readonly links: readonly Link[];
}

/** The chains of those shapes that came about in steps; of two that came the same way, the first. */
function chainsOf(given: readonly (readonly [name: string, shape: Sizes])[], call?: Call): Chain[] {
  const chains = given.map(([name, shape]) => ({ name, links: chainTo(shape, call) }));
  const long = chains.filter(({ links }) => links.length > 1);
  return long.filter(({ links }, i) => long.findIndex((other) => areSame(other.links, links)) === i);
}

function areSame(a: readonly Link[], b: readonly Link[]): boolean {
  return a.length === b.length && a.every(({ name, shape }, i) => name === b[i].name && areEqual(shape, b[i].shape));
}

function titled(title: string, chains: readonly Chain[]): Location['chains'] {
  return chains.map(({ name, links }) => ({ title: chains.length > 1 ? `${title}, ${name}` : title, links }));
}

/** The whole text: who refuses what, what was given, and the chains. */
export function messageOf({ operation, problem, shapes }: Refusal, { layer, chains }: Location): string {
  const given = Object.entries(shapes).map(([name, shape]) => `${name} [${shape.join(', ')}]`);
  const who = subject(operation, layer);
  // "fc1 expects …" is a sentence.
  const what = layer !== undefined && problem.startsWith('expects') ? `${who} ${problem}` : `${who}: ${problem}`;
  const end = what.endsWith('?') ? '' : '.';
  const first = given.length === 0 ? what : `${what}${end} Given ${given.join(', ')}.`;
  return [first, ...chains.map(({ title, links }) => chainText(title, links, who))].join('\n');
}

/** Layers begin the names of what they refuse by themselves with a capital: 'Linear(400, 120)'. */
function subject(operation: string, layer: string | undefined): string {
  if (layer === undefined) return operation;
  return /^[A-Z]/.test(operation) ? layer : `${layer} (${operation})`;
}
