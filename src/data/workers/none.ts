import { ArgumentError } from '../../errors.ts';
import type { WorkerSetup } from './messages.ts';
import type { WorkerPool } from './pool.ts';

/** Where there are no worker threads. @throws ArgumentError always. */
export async function startWorkers(count: number, _setup: WorkerSetup): Promise<WorkerPool> {
  throw new ArgumentError('DataLoader', `numWorkers is ${count}, but only Node has worker threads. Use numWorkers: 0.`);
}
