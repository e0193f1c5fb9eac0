/**
 * stridegrad's public names, and nothing else. `F` holds what PyTorch has in `torch.nn.functional`; what PyTorch has in
 * `torch` stands here.
 */
export { detectAnomaly } from './autograd/anomaly.ts';
export { enableGrad, isGradEnabled, noGrad } from './autograd/gradMode.ts';
export type { GraphNode } from './autograd/node.ts';
export type { BackwardContext, InputForm, Operation, Result, Saved } from './autograd/operation.ts';
export type { Backend, DeviceUse, Handle, Request } from './backends/backend.ts';
export { type DeviceReport, describeDevices, registerBackend, setDefaultDevice } from './backends/choose.ts';
export { describeDevicesAsync, device, deviceUse } from './backends/device.ts';
export { type MemoryUse, memory } from './backends/memory.ts';
export { emptyPool, poolBytes } from './backends/pool.ts';
export type { Run, RunRequest } from './backends/run.ts';
export type { NdArray, Range, Storage } from './backends/storage.ts';
export * from './data/index.ts';
export { breakIn } from './debug/breakIn.ts';
export { caseFigure, shownCase } from './debug/caseFigure.ts';
export {
  type ComparedConvolutions,
  type ConvolutionCost,
  type ConvolutionWay,
  compareConvolutions,
} from './debug/compareConvolutions.ts';
export { installConsoleFormatter } from './debug/consoleFormatter.ts';
export { ConvMatrix, type ConvMatrixParts, convAsMatrix, type ParameterCount } from './debug/convAsMatrix.ts';
export * as doctor from './debug/doctor/index.ts';
export { OperationTrace } from './debug/operationTrace.ts';
export type { Received } from './debug/receivers.ts';
export * from './debug/recording/index.ts';
export * from './debug/replay/index.ts';
export * from './debug/tape/index.ts';
export { trace } from './debug/trace.ts';
export type { DType, NumberArray } from './dtype.ts';
export * from './errors.ts';
export { type ArithmeticCase, arithmeticCases } from './explain/arithmeticCases.ts';
export type { MatrixEntry } from './explain/convEntries.ts';
export { explain } from './explain/explain.ts';
export { type ElementRequest, type Explanation, explainElement, type Read } from './explain/explainElement.ts';
export { type FigureOptions, figure, type StepSource } from './explain/figure/figure.ts';
export type { AxisStep, Count, ShapeRule } from './explain/shape/axis.ts';
export type { Cell, PartialSum, Step, Tap, WindowPlace } from './explain/step.ts';
export { explainText, type TextOptions as ExplainTextOptions } from './explain/text/explainText.ts';
export { Trace, type TracedTensor } from './explain/trace.ts';
export * from './io/npy.ts';
export * from './io/safetensors.ts';
export type { FlatArray, Helper, Kernel, Position, SizesNamed } from './kernels/kernel.ts';
export { explainShape, type ShapeExplanation, type ShapeFailure, type ShapeStep } from './nn/explainShape.ts';
export * as nn from './nn/index.ts';
export { type FeaturesAnswer, inFeatures } from './nn/inFeatures.ts';
export { inputSizesFor, type SizesAnswer, type SizesOfAxis } from './nn/inputSizesFor.ts';
export { type PaddingAnswer, type PaddingOfAxis, paddingToKeep } from './nn/paddingToKeep.ts';
export { type Summary, type SummaryRow, summary } from './nn/summary.ts';
export * as optim from './optim/index.ts';
export * from './random/index.ts';
export type { Shape } from './shape/rowMajor.ts';
export * from './tensor/create.ts';
export { fromArray } from './tensor/fromArray.ts';
export * from './tensor/functions/activations.ts';
export * from './tensor/functions/addmm.ts';
export * from './tensor/functions/choice.ts';
export * from './tensor/functions/compare.ts';
export * from './tensor/functions/convert.ts';
export * from './tensor/functions/cumulative.ts';
export * from './tensor/functions/cut.ts';
export * from './tensor/functions/derived.ts';
export * from './tensor/functions/diagonal.ts';
export * from './tensor/functions/einsum.ts';
export * from './tensor/functions/extremes.ts';
export * from './tensor/functions/indexing.ts';
export * from './tensor/functions/join.ts';
export * from './tensor/functions/mask.ts';
export * from './tensor/functions/math.ts';
export * from './tensor/functions/matmul.ts';
export * from './tensor/functions/move.ts';
export * from './tensor/functions/norm.ts';
export * from './tensor/functions/order.ts';
export * from './tensor/functions/pointwise.ts';
export * from './tensor/functions/products.ts';
export * from './tensor/functions/ranks.ts';
export * from './tensor/functions/reduce.ts';
export * from './tensor/functions/repeat.ts';
export * from './tensor/functions/scatter.ts';
export * from './tensor/functions/softmax.ts';
export * from './tensor/functions/turn.ts';
export type * from './tensor/functions/types.ts';
export { type GradcheckOptions, gradcheck } from './tensor/gradcheck.ts';
export { ellipsis, type Index, type IndexArray, newaxis, type Slice, slice } from './tensor/indexing.ts';
export * from './tensor/like.ts';
export type { TensorOptions } from './tensor/make.ts';
export { functional as F, type TensorMethods } from './tensor/methods.ts';
export { type Nested, type PrintOptions, setPrintOptions } from './tensor/print.ts';
export * from './tensor/random.ts';
export * from './tensor/sequences.ts';
export { apply, type BackwardOptions, type Removable, Tensor } from './tensor/tensor.ts';
export * from './vision/index.ts';
