/** What `train` gives in a worker of the page. */
export function trainInWorker(name: string): Promise<number[]> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise<number[]>((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(`the worker does not start: ${message}`));
    worker.onmessage = ({ data }: MessageEvent<{ losses: number[]; problem?: string }>) => {
      if (data.problem === undefined) resolve(data.losses);
      else reject(new Error(`in the worker: ${data.problem}`));
    };
    worker.postMessage(name);
  }).finally(() => worker.terminate());
}
