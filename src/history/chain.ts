import { type Call, shapesIn } from './calls.ts';
import { type Path, pathTo } from './path.ts';
import { type Caller, outputOf, type Sizes, stepAt, stepCount } from './steps.ts';

/** A shape on its way, and what made it: a layer by its path, or a function by its name. */
export interface Link {
  readonly name: string;
  readonly shape: Sizes;
}

/** How a reshape came about; the operation's params say it in this form. */
export interface Reshaped {
  readonly shape: Sizes;
  /** The function that was called, and the sizes that were asked for, where they may have a −1. */
  readonly as?: { readonly name: string; readonly sizes?: Sizes };
  /** Set where a function gives its input another form to work on, and its output the form that was meant. */
  readonly within?: 'start' | 'end';
}

/**
 * The shapes that led to `shape`, the first one named 'input' and the last one itself. Steps that left the shape as it
 * was are left out. With a `call`, the chain begins with what it was given.
 */
export function chainTo(shape: Sizes, call?: Call): Link[] {
  const path = call === undefined ? pathTo(shape) : pathTo(shape, call.first, shapesIn(call.inputs));
  return linksOf(path, call);
}

function linksOf({ source, steps, isCut }: Path, call: Call | undefined): Link[] {
  const links: Link[] = [{ name: isCut ? '…' : 'input', shape: source }];
  for (const number of steps) {
    const shape = outputOf(number);
    const last = links[links.length - 1];
    const { name, within } = describe(number, call);
    if (within === 'end' && links.length > 1) {
      links[links.length - 1] = { name: name ?? last.name, shape };
    } else if (within === undefined && !areEqual(shape, last.shape)) {
      links.push({ name: name ?? '', shape });
    }
  }
  return links;
}

interface Description {
  /** Undefined for the end of a function whose operation has its name. */
  readonly name: string | undefined;
  readonly within?: Reshaped['within'];
}

function describe(number: number, call: Call | undefined): Description {
  const step = stepAt(number);
  if (step.kind === 'call') {
    return { name: step.caller === undefined ? 'a layer' : partName(step.caller, number, call) };
  }
  const { operation, params } = step;
  if (operation !== 'reshape') return { name: operation };
  const { as, within } = params as Reshaped;
  return { name: as?.name ?? (within === undefined ? operation : undefined), within };
}

/** A layer by its path in the call, or else in the outermost call that it was a part of. */
function partName(part: Caller, number: number, call: Call | undefined): string {
  let name = call?.caller.pathOf(part);
  for (let outer = number + 1; outer < stepCount() && call === undefined; outer++) {
    const step = stepAt(outer);
    if (step.kind === 'call' && step.first <= number) name = step.caller?.pathOf(part) ?? name;
  }
  return name || part.constructor.name;
}

export function areEqual(a: Sizes, b: Sizes): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
