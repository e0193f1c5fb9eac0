import type { MatmulParams } from '../../ops/matmul.ts';
import { matmul as matmulOf } from '../../tensor/functions/matmul.ts';
import { functional as F } from '../../tensor/methods.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type OperationTrace, traced } from '../operationTrace.ts';

export function linear(input: Tensor, weight: Tensor, bias?: Tensor): OperationTrace {
  const operation = 'linear';
  return traced(
    { input, weight, bias },
    (moved: { input: Tensor; weight: Tensor; bias?: Tensor }) => F.linear(moved.input, moved.weight, moved.bias),
    { operation, tensors: { a: 'input', b: 'weight' } },
    {
      input: {
        operation,
        pass: 'gradient of input',
        tensors: { a: 'gradOutput', b: 'weight', output: 'gradInput' },
      },
      weight: {
        operation,
        pass: 'gradient of weight',
        tensors: { a: 'gradOutput', b: 'input', output: 'gradWeight' },
      },
      bias: { operation, pass: 'gradient of bias', tensors: { input: 'gradOutput', output: 'gradBias' } },
    },
  );
}

export function matmul(input: Tensor, other: Tensor, params: MatmulParams = {}): OperationTrace {
  const { transposeA = false, transposeB = false } = params;
  // The gradient of a transposed operand is the transpose of a product, which is the product of the factors exchanged.
  const ofInput = transposeA ? { a: 'other', b: 'gradOutput' } : { a: 'gradOutput', b: 'other' };
  const ofOther = transposeB ? { a: 'gradOutput', b: 'input' } : { a: 'input', b: 'gradOutput' };
  // Where one matrix serves a whole batch, the gradients that the entries give it are summed.
  const summed = { input: 'gradOfEntries' };
  return traced(
    { input, other },
    (moved) => matmulOf(moved.input, moved.other, params),
    { tensors: { a: 'input', b: 'other' } },
    {
      input: {
        operation: 'matmul',
        pass: 'gradient of input',
        tensors: { ...summed, ...ofInput, output: 'gradInput' },
      },
      other: {
        operation: 'matmul',
        pass: 'gradient of other',
        tensors: { ...summed, ...ofOther, output: 'gradOther' },
      },
    },
  );
}
