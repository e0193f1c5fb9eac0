import { areEqual, chainTo, type Reshaped } from './chain.ts';
import { operationsBefore } from './path.ts';
import { inputsOf, outputOf, type Sizes, stepAt } from './steps.ts';

// What the steps before can tell about a shape that does not fit. Each gives words for a message, or none.

/** '16·6·6 = 576' */
export function product(factors: Sizes): string {
  const value = factors.reduce((result, factor) => result * factor, 1);
  return factors.length > 1 ? `${factors.join('·')} = ${value}` : `${value}`;
}

/** What a flatten, view or reshape has made of several axes. */
export interface Features {
  /** 'flatten gives 16·6·6 = 576' */
  readonly says: string;
  /** [16, 6, 6] */
  readonly factors: Sizes;
  /** Whether those became the last axis. A −1 may have cut them into other rows instead. */
  readonly areLast: boolean;
}

/** Where the last axis of `shape` comes from; undefined if it was not made of others. */
export function featuresFrom(shape: Sizes): Features | undefined {
  for (const number of operationsBefore(shape)) {
    const [from] = inputsOf(number);
    const reshape = reshapeAt(number);
    if (reshape === undefined) {
      if (from !== undefined && areEqual(from, outputOf(number))) continue;
      return undefined;
    }
    const factors = trailing(from, shape[shape.length - 1]);
    const name = reshape.as?.name ?? 'reshape';
    if (factors !== undefined) return { says: `${name} gives ${product(factors)}`, factors, areLast: true };
    const sizes = reshape.as?.sizes;
    if (from.length < 3 || sizes?.[0] !== -1 || sizes.length !== 2) return undefined;
    const image = from.slice(1);
    const rows = `${name}([${sizes.join(', ')}]) makes ${shape[0]} rows of ${from[0]} with ${product(image)} numbers`;
    return { says: rows, factors: image, areLast: false };
  }
  return undefined;
}

/** The last sizes of a shape whose product is `count`, at least two of them: if possible, all but the batch. */
export function trailing(shape: Sizes, count: number): Sizes | undefined {
  const starts = [...shape.keys()].slice(1, -1);
  return [...starts, 0]
    .map((start) => shape.slice(start))
    .find((factors) => factors.length > 1 && factors.reduce((result, factor) => result * factor, 1) === count);
}

/**
 * Where the first axis of one of these shapes is another than that of another shape, because a view or reshape with −1
 * made it so: what happened, and what to do.
 *
 *     −1 changed the batch from 4 to 6: view([-1, 400]) of [4, 16, 5, 6]. …
 */
export function batchChange(shapes: readonly Sizes[]): string | undefined {
  for (const shape of shapes) {
    let features: number | undefined; // of the layer that came after the reshape
    for (const number of operationsBefore(shape)) {
      const output = outputOf(number);
      const [from] = inputsOf(number);
      const reshape = reshapeAt(number);
      const sizes = reshape?.as?.sizes;
      const isChanged = from?.[0] !== output[0] && output[0] === shape[0];
      if (sizes?.[0] === -1 && isChanged && shapes.some((other) => other !== shape && other[0] === from[0])) {
        const image = from.slice(1);
        const count = image.reduce((result, size) => result * size, 1);
        const layer = features === undefined ? '' : ` and nn.Linear(${count}, ${features})`;
        return (
          `−1 changed the batch from ${from[0]} to ${output[0]}: ${reshape?.as?.name}([${sizes.join(', ')}]) of ` +
          `[${from.join(', ')}]. Each of the ${from[0]} has ${product(image)} numbers: use flatten(1)${layer}`
        );
      }
      features = output[output.length - 1];
    }
  }
  return undefined;
}

function reshapeAt(number: number): Reshaped | undefined {
  const step = stepAt(number);
  return step.kind === 'operation' && step.operation === 'reshape' ? (step.params as Reshaped) : undefined;
}

/** 'The layers before have shrunk 32×32 to 1×1', where an image became smaller on its way. */
export function shrinkage(image: Sizes): string | undefined {
  const first = chainTo(image).find(({ shape }) => shape.length === image.length)?.shape ?? image;
  const size = (shape: Sizes) => shape.slice(-2).join('×');
  const isSmaller = image.slice(-2).some((length, axis) => length < first.slice(-2)[axis]);
  return isSmaller ? `The layers before have shrunk ${size(first)} to ${size(image)}` : undefined;
}
