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

/** We on the reference: with a debugger that listens, and after some thousand numbers were explained, if they shall. */
export function onReference(
  source: boolean,
  { inspected, explained = false }: { readonly inspected: boolean; readonly explained?: boolean },
): Contestant {
  const contestant = onDevice('reference', source);
  return {
    ...contestant,
    ...(explained && { name: 'explained', title: 'explained' }),
    singleThreaded: true,
    command(threads) {
      const { args, ...rest } = contestant.command(threads);
      const ofNode = inspected ? ['--inspect=127.0.0.1:0'] : []; // any port that is free
      return { ...rest, args: [...ofNode, ...args, ...(explained ? ['--after-explain'] : [])] };
    },
  };
}

/** We on native, while the doctor looks on. */
export function watchedNative(source: boolean): Contestant {
  const contestant = onDevice('native', source);
  return {
    ...contestant,
    name: 'watched',
    title: 'watched',
    command(threads) {
      const { args, ...rest } = contestant.command(threads);
      return { ...rest, args: [...args, '--watched'] };
    },
  };
}

function firstLoss(device: string) {
  return {
    program: process.execPath,
    args: [here('firstLoss/stridegrad.mjs')],
    env: { STRIDEGRAD_DEVICE: device },
  };
}
