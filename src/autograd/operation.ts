import type { Run } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import type { DType } from '../dtype.ts';
import type { Shape } from '../shape/rowMajor.ts';

/** What backward knows of an input without having kept its numbers. */
export interface InputForm {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Arrays that forward keeps for backward, by name. */
export type Saved = Readonly<Record<string, NdArray>>;

/** What forward gives: the output, and what backward needs of it all. */
export interface Result<Kept extends Saved> {
  readonly output: NdArray;
  readonly saved: Kept;
}

/** Everything that backward may look at. */
export interface BackwardContext<Params, Kept extends Saved> {
  /** The gradient of the loss by the output; same shape and dtype as the output. */
  readonly gradOutput: NdArray;
  readonly inputs: readonly InputForm[];
  readonly params: Params;
  readonly saved: Kept;
  /** For every input, whether anybody wants its gradient. */
  readonly wants: readonly boolean[];
}

/**
 * A differentiable operation: how its output is computed, and how the output's gradient becomes its inputs' gradients.
 * `saved` is what forward hands to backward, by return value, so that nothing is passed through hidden state; reading
 * anything else of the inputs than their forms is impossible. An operation without `backward` (a comparison, argmax)
 * ends the path of the gradient.
 */
export interface Operation<Params, Kept extends Saved = Saved> {
  readonly name: string;
  forward(run: Run, inputs: readonly NdArray[], params: Params): Result<Kept>;
  /** One gradient per input, in the input's shape and dtype; undefined where none is wanted or none exists. */
  backward?(run: Run, context: BackwardContext<Params, Kept>): readonly (NdArray | undefined)[];
  /** Set where other operations are composed with it: what reads its output is explained by what it was made of. */
  readonly isPart?: boolean;
}
