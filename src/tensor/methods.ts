import * as activations from './functions/activations.ts';
import * as adaptivePooling from './functions/adaptivePooling.ts';
import * as addmm from './functions/addmm.ts';
import * as choice from './functions/choice.ts';
import * as compare from './functions/compare.ts';
import * as convert from './functions/convert.ts';
import * as convolution from './functions/convolution.ts';
import * as cumulative from './functions/cumulative.ts';
import * as cut from './functions/cut.ts';
import * as densityLosses from './functions/densityLosses.ts';
import * as derived from './functions/derived.ts';
import * as diagonal from './functions/diagonal.ts';
import * as dropout from './functions/dropout.ts';
import * as elementLosses from './functions/elementLosses.ts';
import * as embedding from './functions/embedding.ts';
import * as extremes from './functions/extremes.ts';
import * as fold from './functions/fold.ts';
import * as indexing from './functions/indexing.ts';
import * as inPlace from './functions/inPlace.ts';
import * as join from './functions/join.ts';
import * as linear from './functions/linear.ts';
import * as losses from './functions/losses.ts';
import * as marginLosses from './functions/marginLosses.ts';
import * as mask from './functions/mask.ts';
import * as math from './functions/math.ts';
import * as matmul from './functions/matmul.ts';
import * as move from './functions/move.ts';
import * as norm from './functions/norm.ts';
import * as normalization from './functions/normalization.ts';
import * as order from './functions/order.ts';
import * as padding from './functions/padding.ts';
import * as pointwise from './functions/pointwise.ts';
import * as pooling from './functions/pooling.ts';
import * as products from './functions/products.ts';
import * as ranks from './functions/ranks.ts';
import * as reduce from './functions/reduce.ts';
import * as repeat from './functions/repeat.ts';
import * as resize from './functions/resize.ts';
import * as scatter from './functions/scatter.ts';
import * as shuffle from './functions/shuffle.ts';
import * as similarity from './functions/similarity.ts';
import * as softmax from './functions/softmax.ts';
import * as subscript from './functions/subscript.ts';
import * as transposedConvolution from './functions/transposedConvolution.ts';
import * as turn from './functions/turn.ts';
import * as unpooling from './functions/unpooling.ts';
import { Tensor } from './tensor.ts';

/**
 * The functions whose first argument is a tensor: each is also a method of it. As in PyTorch, what belongs to
 * `nn.functional` (convolution, pooling, losses, norms) is no method.
 */
const functions = {
  ...activations,
  ...addmm,
  ...choice,
  ...compare,
  ...cumulative,
  ...convert,
  ...cut,
  ...derived,
  ...diagonal,
  ...inPlace,
  ...extremes,
  ...indexing,
  ...mask,
  ...math,
  ...matmul,
  ...move,
  ...norm,
  ...order,
  ...pointwise,
  ...products,
  ...ranks,
  ...reduce,
  ...repeat,
  ...scatter,
  ...softmax,
  ...subscript,
  ...turn,
};

/** Functions that are no methods in PyTorch either. */
export const functional = {
  ...activations,
  ...adaptivePooling,
  ...convolution,
  ...densityLosses,
  ...dropout,
  ...elementLosses,
  ...embedding,
  ...fold,
  ...join,
  ...linear,
  ...losses,
  ...marginLosses,
  ...normalization,
  ...padding,
  ...pooling,
  ...resize,
  ...shuffle,
  ...similarity,
  ...softmax,
  ...transposedConvolution,
  ...unpooling,
};

type Method<Function> = Function extends (input: Tensor, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** These answer differently with and without an axis, which `Method` cannot see: it takes the last of two types. */
interface OverloadedMethods {
  readonly max: extremes.ExtremeMethod;
  readonly min: extremes.ExtremeMethod;
  readonly median: ranks.MedianMethod;
  readonly medianAsync: ranks.MedianAsyncMethod;
}

type DerivedMethods = { [Name in keyof typeof functions]: Method<(typeof functions)[Name]> };

/** The methods that functions become: the same, with the tensor in front of the dot instead of in the first place. */
export type TensorMethods = Omit<DerivedMethods, keyof OverloadedMethods> & OverloadedMethods;

for (const [name, body] of Object.entries(functions) as [string, (input: Tensor, ...rest: unknown[]) => unknown][]) {
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...rest: unknown[]) {
      return body(this, ...rest);
    },
    writable: true,
    configurable: true,
  });
}
