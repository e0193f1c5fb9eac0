/** What PyTorch has in `torch.optim`. */
export { Adadelta, type AdadeltaSettings } from './Adadelta.ts';
export { Adagrad, type AdagradSettings } from './Adagrad.ts';
export { Adam, type AdamSettings } from './Adam.ts';
export { Adamax, type AdamaxSettings } from './Adamax.ts';
export { AdamW } from './AdamW.ts';
export { NAdam, type NAdamSettings } from './NAdam.ts';
export {
  type GroupOptions,
  type Optimised,
  Optimizer,
  type ParamGroup,
  type Settings,
  type State,
  type Update,
} from './optimizer.ts';
export { RAdam, type RAdamSettings } from './RAdam.ts';
export { RMSprop, type RMSpropSettings } from './RMSprop.ts';
export { SGD, type SGDSettings } from './SGD.ts';
export * as lrScheduler from './schedulers/index.ts';
export type { Betas } from './settings.ts';
export type { GroupRecord, OptimizerStateDict } from './stateDict.ts';
export type { StepHook } from './stepHooks.ts';
