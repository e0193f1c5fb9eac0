/** What a fake device was asked for, and what it shall do. */
export interface FakeGpu {
  readonly device: GPUDevice;
  /** Buffers that exist. */
  readonly buffers: Set<object>;
  /** Command buffers that were submitted, by the number of runs in each. */
  readonly submitted: number[];
  /** From now on there is memory for buffers, or none. */
  setMemory(isThere: boolean): void;
  /** From now on no shader compiles. */
  refuseShaders(): void;
  /** From now on no command is taken. */
  refuseCommands(): void;
  lose(message: string): void;
}

/**
 * A WebGPU device that computes nothing, and fails in the ways that a real one can: a device is lost, memory is refused,
 * a shader does not compile. What it does is what the specification says of those.
 */
export function fakeGpuDevice(): FakeGpu {
  const buffers = new Set<object>();
  const submitted: number[] = [];
  const scopes: { filter: GPUErrorFilter; error: { message: string } | null }[] = [];
  let lose: (info: { message: string; reason: string }) => void = () => {};
  const lost = new Promise((resolve) => {
    lose = resolve;
  });
  let hasMemory = true;
  let shadersCompile = true;
  let takesCommands = true;
  let runs = 0;

  function report(filter: GPUErrorFilter, message: string): void {
    const scope = scopes.findLast((open) => open.filter === filter);
    if (scope !== undefined) scope.error ??= { message };
  }

  const device = {
    lost,
    limits: {
      maxStorageBufferBindingSize: 2 ** 27,
      maxBufferSize: 2 ** 28,
      minUniformBufferOffsetAlignment: 256,
      maxComputeWorkgroupsPerDimension: 65_535,
    },
    queue: {
      writeBuffer() {},
      submit: () => void submitted.push(runs),
      onSubmittedWorkDone: async () => {},
    },
    addEventListener() {},
    destroy() {},
    pushErrorScope: (filter: GPUErrorFilter) => void scopes.push({ filter, error: null }),
    popErrorScope: async () => scopes.pop()?.error ?? null,
    createBuffer({ size }: { size: number }) {
      const buffer = {
        size,
        destroy: () => void buffers.delete(buffer),
        mapAsync: async () => {},
        getMappedRange: (_offset: number, bytes: number) => new ArrayBuffer(bytes),
        unmap() {},
      };
      buffers.add(buffer);
      if (!hasMemory) report('out-of-memory', 'no memory');
      return buffer;
    },
    createBindGroupLayout: () => ({}),
    createPipelineLayout: () => ({}),
    createBindGroup: () => ({}),
    createShaderModule() {
      if (!shadersCompile) report('validation', 'bad shader');
      return {};
    },
    createComputePipeline: () => ({}),
    createCommandEncoder() {
      runs = 0;
      return {
        beginComputePass: () => ({
          setPipeline() {},
          setBindGroup() {},
          dispatchWorkgroups: () => void runs++,
          end() {},
        }),
        copyBufferToBuffer() {},
        finish() {
          if (!takesCommands) report('validation', 'bad command');
          return {};
        },
      };
    },
  };

  return {
    device: device as unknown as GPUDevice,
    buffers,
    submitted,
    setMemory(isThere) {
      hasMemory = isThere;
    },
    refuseShaders() {
      shadersCompile = false;
    },
    refuseCommands() {
      takesCommands = false;
    },
    lose: (message) => lose({ message, reason: 'unknown' }),
  };
}
