import { type DataLoader, defaultGenerator, type nn, type optim } from 'stridegrad';
import { loadCheckpoint, saveCheckpoint } from 'stridegrad/node';
import type { TrainingState } from './train.ts';

/** Everything that training changes. */
export interface Trained {
  readonly net: nn.Module;
  readonly optimizer: optim.Optimizer;
  readonly loader: Pick<DataLoader, 'stateDict' | 'loadStateDict'>;
  readonly state: TrainingState;
}

/** A file from which training goes on as if it had never stopped: weights, momentum, random numbers, place in the data. */
export interface Checkpoint {
  readonly path: string;
  save(): Promise<void>;
  load(): Promise<void>;
}

export function checkpointOf(path: string, { net, optimizer, loader, state }: Trained): Checkpoint {
  return {
    path,
    save: () =>
      saveCheckpoint(path, {
        net: net.stateDict(),
        optimizer: optimizer.stateDict(),
        loader: loader.stateDict(),
        generator: defaultGenerator.stateDict(),
        state,
      }),
    async load() {
      const saved = await loadCheckpoint(path);
      net.loadStateDict(saved.net);
      optimizer.loadStateDict(saved.optimizer);
      loader.loadStateDict(saved.loader);
      defaultGenerator.loadStateDict(saved.generator);
      Object.assign(state, saved.state);
    },
  };
}
