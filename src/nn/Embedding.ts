import { newArray } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import { givenAxis, type ShapeRule } from '../explain/shape/axis.ts';
import { checkOptions } from '../options.ts';
import { defaultGenerator } from '../random/index.ts';
import type { Shape } from '../shape/rowMajor.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkCount, emptyParameter, type Placement, placementNames } from './layer.ts';
import { Module } from './Module.ts';
import type { Parameter } from './Parameter.ts';
import { write } from './transfer.ts';

/** Options of `Embedding`. */
export interface EmbeddingLayerOptions extends Placement {
  /** A row that starts as zeros and learns nothing; negative counts from the end. */
  readonly paddingIdx?: number;
}

/**
 * A table of rows that are learnt: every index becomes its row.
 *
 *   input   […], int32 or uint8
 *   weight  [numEmbeddings, embeddingDim], from the standard normal distribution
 *   output  […, embeddingDim]
 */
export class Embedding extends Module {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | undefined;
  readonly weight: Parameter;
  readonly #options: { readonly paddingIdx: number | undefined };

  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingLayerOptions = {}) {
    super();
    checkOptions('Embedding', options, ['paddingIdx', ...placementNames]);
    this.numEmbeddings = checkCount('Embedding', 'numEmbeddings', numEmbeddings);
    this.embeddingDim = checkCount('Embedding', 'embeddingDim', embeddingDim);
    this.paddingIdx = row(options.paddingIdx, numEmbeddings);
    this.weight = emptyParameter([numEmbeddings, embeddingDim], options);
    this.#options = { paddingIdx: this.paddingIdx };
    this.resetParameters();
  }

  /** Draws the table anew. */
  resetParameters(): void {
    const { weight, paddingIdx, embeddingDim } = this;
    const numbers = newArray(weight.dtype, weight.numel);
    defaultGenerator.fillNormal(numbers);
    if (paddingIdx !== undefined) numbers.fill(0, paddingIdx * embeddingDim, (paddingIdx + 1) * embeddingDim);
    write(weight, numbers);
  }

  override forward(input: Tensor): Tensor {
    return F.embedding(input, this.weight, this.#options);
  }

  override explainShape(input: Shape): ShapeRule {
    const { numEmbeddings, embeddingDim } = this;
    const numbers = `${embeddingDim}, the row of every index below ${numEmbeddings}`;
    const features = givenAxis('features', 1, embeddingDim, numbers);
    return { output: [...input, embeddingDim], axes: [features], notes: [] };
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === undefined ? '' : `, padding_idx=${this.paddingIdx}`;
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}`;
  }
}

/** The row that paddingIdx names. @throws ArgumentError if there is none. */
function row(paddingIdx: number | undefined, count: number): number | undefined {
  if (paddingIdx === undefined) return undefined;
  if (!Number.isInteger(paddingIdx) || paddingIdx < -count || paddingIdx >= count) {
    const rule = `paddingIdx must be an integer from ${-count} to ${count - 1}, but is ${paddingIdx}`;
    throw new ArgumentError('Embedding', rule);
  }
  return paddingIdx < 0 ? paddingIdx + count : paddingIdx;
}
