import { type DataLoader, type Tensor, tensor } from 'stridegrad';
import type { LossPoint } from './charts.ts';
import { type Progress, startProgress } from './progress.ts';
import { type Learner, trainingStep } from './step.ts';

/** How far training has come: what a checkpoint holds besides weights, optimizer and loader. */
export interface TrainingState {
  /** The epoch under way, from 0. */
  epoch: number;
  /** Batches of it that are done. */
  batch: number;
  /** The sum of the losses since the last printed line, and how many. */
  windowLoss: number;
  windowBatches: number;
  /** The sum of the losses of this epoch up to the last printed line. */
  epochLoss: number;
  /** The mean loss of every finished epoch. */
  readonly trainLoss: number[];
  /** The points of the loss curve. */
  readonly curve: LossPoint[];
}

export function newTrainingState(): TrainingState {
  return { epoch: 0, batch: 0, windowLoss: 0, windowBatches: 0, epochLoss: 0, trainLoss: [], curve: [] };
}

/** What training needs. */
export interface Training extends Learner {
  readonly loader: DataLoader<unknown, [Tensor, Tensor]>;
  readonly batchSize: number;
  readonly state: TrainingState;
  readonly epochs: number;
  /** Leave the loop after so many batches, however many there are. */
  readonly batches: number | undefined;
  readonly print: (line: string) => void;
  /** Writes a checkpoint: after every epoch, and when `stop` says so. */
  readonly save: () => Promise<void>;
  /** Whether to stop after this batch (Ctrl-C was pressed). */
  readonly stop: () => boolean;
  /** Called after every step. */
  readonly afterStep?: (print: Progress['print']) => void;
}

/** Trains until the last epoch or until `stop`. @returns images per second, and whether it came to the end. */
export async function train(training: Training): Promise<{ imagesPerSecond: number; finished: boolean }> {
  const { state, epochs, loader, batchSize } = training;
  const total = (await loader.ready()).length;
  let imagesPerSecond = 0;
  while (state.epoch < epochs) {
    const task = { label: `epoch ${state.epoch + 1}/${epochs}`, total, before: state.batch * batchSize };
    const progress = startProgress(task, training.print);
    try {
      const finished = await trainEpoch(training, progress);
      imagesPerSecond = progress.imagesPerSecond;
      if (!finished || training.batches !== undefined) return { imagesPerSecond, finished };
    } finally {
      progress.stop();
    }
  }
  return { imagesPerSecond, finished: true };
}

async function trainEpoch(training: Training, progress: Progress): Promise<boolean> {
  const { loader, state } = training;
  const lossEvery = Math.min(2000, Math.ceil(loader.length / 5)); // a short epoch has lines of its own
  let sum = tensor(state.windowLoss);
  let done = state.batch * training.batchSize;

  /** Reads the losses since the last line, which is the one place where training waits for numbers. */
  const endWindow = async () => {
    state.epochLoss += await sum.itemAsync();
    sum = tensor(0);
    state.windowBatches = 0;
  };

  for await (const [images, labels] of loader) {
    sum = sum.add(trainingStep(training, images, labels));
    state.batch++;
    state.windowBatches++;
    done += images.shape[0];
    training.afterStep?.(progress.print);
    if (state.windowBatches === lossEvery) {
      const mean = (await sum.itemAsync()) / lossEvery;
      progress.print(`[${state.epoch + 1}, ${String(state.batch).padStart(5)}] loss: ${mean.toFixed(3)}`);
      state.curve.push({ batch: state.epoch * loader.length + state.batch, loss: mean });
      await endWindow();
    }
    await progress.update(done);
    if (state.batch === training.batches) return true;
    if (training.stop() && state.batch < loader.length) {
      state.windowLoss = await sum.itemAsync();
      await training.save();
      return false;
    }
  }

  await endWindow();
  state.trainLoss.push(state.epochLoss / loader.length);
  Object.assign(state, { epoch: state.epoch + 1, batch: 0, windowLoss: 0, epochLoss: 0 });
  await training.save();
  return !training.stop() || state.epoch === training.epochs;
}
