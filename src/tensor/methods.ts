import * as activations from './functions/activations.ts';
import * as choice from './functions/choice.ts';
import * as compare from './functions/compare.ts';
import * as convert from './functions/convert.ts';
import * as convolution from './functions/convolution.ts';
import * as cut from './functions/cut.ts';
import * as diagonal from './functions/diagonal.ts';
import * as dropout from './functions/dropout.ts';
import * as elementLosses from './functions/elementLosses.ts';
import * as fold from './functions/fold.ts';
import * as indexing from './functions/indexing.ts';
import * as inPlace from './functions/inPlace.ts';
import * as join from './functions/join.ts';
import * as losses from './functions/losses.ts';
import * as mask from './functions/mask.ts';
import * as math from './functions/math.ts';
import * as matmul from './functions/matmul.ts';
import * as move from './functions/move.ts';
import * as normalization from './functions/normalization.ts';
import * as order from './functions/order.ts';
import * as padding from './functions/padding.ts';
import * as pointwise from './functions/pointwise.ts';
import * as pooling from './functions/pooling.ts';
import * as reduce from './functions/reduce.ts';
import * as repeat from './functions/repeat.ts';
import * as resize from './functions/resize.ts';
import * as scatter from './functions/scatter.ts';
import * as softmax from './functions/softmax.ts';
import * as subscript from './functions/subscript.ts';
import * as turn from './functions/turn.ts';
import { Tensor } from './tensor.ts';

/**
 * The functions whose first argument is a tensor: each is also a method of it. As in PyTorch, what belongs to
 * `nn.functional` (convolution, pooling, losses, norms) is no method.
 */
const functions = {
  ...activations,
  ...choice,
  ...compare,
  ...convert,
  ...cut,
  ...diagonal,
  ...inPlace,
  ...indexing,
  ...mask,
  ...math,
  ...matmul,
  ...move,
  ...order,
  ...pointwise,
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
  ...convolution,
  ...dropout,
  ...elementLosses,
  ...fold,
  ...join,
  ...losses,
  ...matmul,
  ...normalization,
  ...padding,
  ...pooling,
  ...resize,
  ...softmax,
};

type Method<Function> = Function extends (input: Tensor, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** The methods that functions become: the same, with the tensor in front of the dot instead of in the first place. */
export type TensorMethods = { [Name in keyof typeof functions]: Method<(typeof functions)[Name]> };

for (const [name, body] of Object.entries(functions) as [string, (input: Tensor, ...rest: unknown[]) => unknown][]) {
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...rest: unknown[]) {
      return body(this, ...rest);
    },
    writable: true,
    configurable: true,
  });
}
