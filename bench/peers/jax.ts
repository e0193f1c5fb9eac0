import { type Contestant, here, python, pythonImport } from '../contestants.ts';

/** JAX: whatever is asked for is one jitted function; a training step donates its parameters and momenta. */
export const jax: Contestant = {
  name: 'jax',
  title: 'JAX',
  variants: () => [''],
  command: (threads) => ({ program: python, args: [here('workers/jaxWorker.py'), String(threads)] }),
  importing: pythonImport('jax'),
  firstLoss: { program: python, args: [here('firstLoss/jaxStep.py')] },
};
