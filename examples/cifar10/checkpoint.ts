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
  /** A function, for it asks everyone where they stand when it is called. */
  const contents = () => ({
    net: net.stateDict(),
    optimizer: optimizer.stateDict(),
    loader: loader.stateDict(),
    generator: defaultGenerator.getState(),
    state,
  });
  return {
    path,
    save: () => saveCheckpoint(path, contents()),
    async load() {
      const saved = await loadCheckpoint<ReturnType<typeof contents>>(path);
      net.loadStateDict(saved.net);
      optimizer.loadStateDict(saved.optimizer);
      loader.loadStateDict(saved.loader);
      defaultGenerator.setState(saved.generator);
      Object.assign(state, saved.state);
    },
  };
}
