import { type Contestant, here, node, nodeImport } from '../contestants.ts';

/** We: our C++ kernels, and the definitions in TypeScript. Of the built package, unless the sources are asked for. */
export function ours(source: boolean): Contestant[] {
  return [
    {
      ...onDevice('native', source),
      ...(source ? {} : { importing: nodeImport('stridegrad', '..'), firstLoss: firstLoss('native') }),
    },
    {
      ...onDevice('reference', source),
      title: 'ref.',
      singleThreaded: true,
      ...(source ? {} : { firstLoss: firstLoss('reference') }),
    },
  ];
}

/** We, on the device of that name. */
export function onDevice(device: string, source: boolean): Contestant {
  const { program, args } = node('workers/stridegrad.ts', source ? ['-C', 'stridegrad-source'] : []);
  return {
    name: device,
    title: device,
    variants: () => [''],
    command: (threads) => ({
      program,
      args: source ? [...args, '--source'] : args,
      env: { STRIDEGRAD_DEVICE: device, STRIDEGRAD_NUM_THREADS: String(threads) },
    }),
  };
}

function firstLoss(device: string) {
  return {
    program: process.execPath,
    args: [here('firstLoss/stridegrad.mjs')],
    env: { STRIDEGRAD_DEVICE: device },
  };
}
