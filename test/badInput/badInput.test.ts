import test from 'tape';
import { defaultBackend } from '../../src/backends/choose.ts';
import { describeDevices, registerBackend, StridegradError, setDefaultDevice } from '../../src/index.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';
import { type Call, functional, general, made } from './calls.ts';
import { makeScene, snapshot } from './scene.ts';
import { allSound, oneWrong } from './sound.ts';

registerBackend(awaitedBackend('awaited'));
const devices = describeDevices().filter(
  ({ name, available }) => available && /^(reference|native|awaited)$/.test(name),
);

for (const { name: device } of devices) {
  for (const family of [functional, general, made]) {
    test(`on ${device}, wrong arguments of ${family.name} calls are our errors and change nothing`, async (t) => {
      const usual = defaultBackend().name;
      setDefaultDevice(device);
      try {
        const scene = makeScene();
        const calls = family(scene).filter(({ onHost = false }) => device !== 'awaited' || !onHost);
        for (const call of calls) {
          t.doesNotThrow(() => call.run(...(allSound(call.args) as never[])), `${call.says}: what is called sound is`);
        }
        const before = await snapshot(scene);
        t.equal(calls.flatMap(complaintsOf).join('\n'), '');
        t.deepEqual(await snapshot(scene), before, 'tensors, versions and gradients are as they were');
      } finally {
        setDefaultDevice(usual);
      }
      t.end();
    });
  }
}

/** What is amiss with the errors of a call whose arguments are wrong, one at a time. */
function complaintsOf({ says, run, args }: Call): string[] {
  const complaints: string[] = [];
  for (const { what, wrong, args: given } of oneWrong(args)) {
    const problem = complaint(() => run(...(given as never[])), says, wrong);
    if (problem !== undefined) complaints.push(`${says}(${what}): ${problem}`);
  }
  return complaints;
}

function complaint(attempt: () => unknown, says: Call['says'], wrong: unknown): string | undefined {
  try {
    attempt();
    return 'is accepted';
  } catch (error) {
    if (!(error instanceof StridegradError)) return `is no error of ours: ${error}`;
    const { message } = error;
    const isNamed = typeof says === 'string' ? message.startsWith(`${says}: `) : says.test(message);
    if (!isNamed) return `does not name the operation: ${message}`;
    const isTold = typeof wrong !== 'object' && String(wrong).length > 0 && Math.abs(Number(wrong)) !== 2 ** 40;
    return isTold && !message.includes(String(wrong)) ? `does not say what was given: ${message}` : undefined;
  }
}
