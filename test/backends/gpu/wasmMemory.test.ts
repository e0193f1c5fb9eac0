import test from 'tape';
import { type MemorySize, memories } from '../../../src/backends/gpu/wasmMemory.ts';
import { device, rand } from '../../../src/index.ts';

test('gpu:webasm: kernels of all sizes share a few memories, for a page has room for a hundred', async (t) => {
  const where = await device('gpu:webasm');
  const own = memories.Memory;
  let made = 0;
  memories.Memory = class extends own {
    constructor(size: MemorySize) {
      super(size);
      made++;
    }
  };
  try {
    for (let size = 1; size <= 40; size++) {
      const x = rand([size * 997], { device: 'reference' });
      const twice = x.to(where).mul(2);
      const once = twice.sub(x.to(where)).to('reference'); // another kernel, between two that are used again
      t.deepEqual(once.toTypedArray(), x.toTypedArray(), `${x.numel} numbers`);
      t.deepEqual(twice.to('reference').toTypedArray(), x.mul(2).toTypedArray());
    }
  } finally {
    memories.Memory = own;
  }
  t.ok(made <= 4, `80 kernels made ${made} memories`);
});
