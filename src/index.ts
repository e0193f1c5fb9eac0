/**
 * stridegrad's public names, and nothing else. `F` holds what PyTorch has in `torch.nn.functional`; what PyTorch has in
 * `torch` stands here.
 */
export { detectAnomaly } from './autograd/anomaly.ts';
export { enableGrad, isGradEnabled, noGrad } from './autograd/gradMode.ts';
export type { BackwardContext, InputForm, Operation, Result, Saved } from './autograd/operation.ts';
export type { Backend, Handle, Request } from './backends/backend.ts';
export { type DeviceReport, describeDevices, registerBackend, setDefaultDevice } from './backends/choose.ts';
export { type MemoryUse, memory } from './backends/memory.ts';
export { emptyPool, poolBytes } from './backends/pool.ts';
export type { Run, RunRequest } from './backends/run.ts';
export type { NdArray } from './backends/storage.ts';
export type { DType, NumberArray } from './dtype.ts';
export * from './data/index.ts';
export * from './errors.ts';
export type { FlatArray, Helper, Kernel, Position, SizesNamed } from './kernels/kernel.ts';
export * as optim from './optim/index.ts';
export * from './random/index.ts';
export type { Shape } from './shape/rowMajor.ts';
export * from './tensor/create.ts';
export * from './tensor/functions/activations.ts';
export * from './tensor/functions/choice.ts';
export * from './tensor/functions/compare.ts';
export * from './tensor/functions/convert.ts';
export * from './tensor/functions/cut.ts';
export * from './tensor/functions/diagonal.ts';
export * from './tensor/functions/indexing.ts';
export * from './tensor/functions/join.ts';
export * from './tensor/functions/mask.ts';
export * from './tensor/functions/math.ts';
export * from './tensor/functions/matmul.ts';
export * from './tensor/functions/move.ts';
export * from './tensor/functions/order.ts';
export * from './tensor/functions/pointwise.ts';
export * from './tensor/functions/reduce.ts';
export * from './tensor/functions/repeat.ts';
export * from './tensor/functions/scatter.ts';
export * from './tensor/functions/softmax.ts';
export * from './tensor/functions/turn.ts';
export { type GradcheckOptions, gradcheck } from './tensor/gradcheck.ts';
export { ellipsis, type Index, type IndexArray, newaxis, type Slice, slice } from './tensor/indexing.ts';
export type { TensorOptions } from './tensor/make.ts';
export { functional as F } from './tensor/methods.ts';
export { apply, type BackwardOptions, fromArray, type Removable, Tensor } from './tensor/tensor.ts';
export * from './vision/index.ts';
