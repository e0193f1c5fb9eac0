import { type Contestant, here, node, nodeImport } from '../contestants.ts';

/** We: our C++ kernels, and the definitions in TypeScript. Of the built package, unless the sources are asked for. */
export function ours(source: boolean): Contestant[] {
  const { program, args } = node('workers/stridegrad.ts', source ? ['-C', 'stridegrad-source'] : []);
  const command = (device: string) => (threads: number) => ({
    program,
    args: source ? [...args, '--source'] : args,
    env: { STRIDEGRAD_DEVICE: device, STRIDEGRAD_NUM_THREADS: String(threads) },
  });
  const variants = () => [''];
  const firstLoss = (device: string) => ({
    program: process.execPath,
    args: [here('firstLoss/stridegrad.mjs')],
    env: { STRIDEGRAD_DEVICE: device },
  });
  return [
    {
      name: 'native',
      title: 'native',
      variants,
      command: command('native'),
      ...(source ? {} : { importing: nodeImport('stridegrad', '..'), firstLoss: firstLoss('native') }),
    },
    {
      name: 'reference',
      title: 'ref.',
      singleThreaded: true,
      variants,
      command: command('reference'),
      ...(source ? {} : { firstLoss: firstLoss('reference') }),
    },
  ];
}
