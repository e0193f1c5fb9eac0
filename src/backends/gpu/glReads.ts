/** The part of a WebGL kernel of gpu.js that makes its shader. */
export interface ShaderMaker {
  /** Given the values that the kernel is first called with. */
  getFragmentShader(values: ArrayLike<unknown>): string;
  compiledFragmentShader: string | null;
}

/** So many texels in a texture, and the quotient below is off by less than half a texel: it is the right row. */
const mostTexels = 2 ** 20;

/** How gpu.js 2.24.1 finds a texel: two divisions of integers, which a GPU has no instruction for, at every read. */
const ownRead = /vec4 getImage2D\([^}]*\}/;

const quickRead = `vec4 getImage2D(sampler2D tex, ivec2 texSize, ivec3 texDim, int z, int y, int x) {
  int index = x + texDim.x * (y + texDim.y * z);
  int row = int((float(index) + 0.5) * (1.0 / float(texSize.x)));
  return texelFetch(tex, ivec2(index - row * texSize.x, row), 0);
}`;

/** Lets a kernel of mode webgl2 find its texels by one multiplication, which is several times as fast. */
export function readQuickly(kernel: ShaderMaker): void {
  const ownShader = kernel.getFragmentShader.bind(kernel);
  kernel.getFragmentShader = (values) => {
    const text = ownShader(values);
    if (!Array.from(values).every(isSmall)) return text;
    kernel.compiledFragmentShader = text.replace(ownRead, quickRead);
    return kernel.compiledFragmentShader;
  };
}

function isSmall(value: unknown): boolean {
  if (typeof value === 'number') return true;
  const { size } = value as { readonly size?: readonly [width: number, height: number] };
  return size !== undefined && size[0] * size[1] <= mostTexels;
}
