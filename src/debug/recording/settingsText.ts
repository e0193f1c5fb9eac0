/** What can be read off the shapes of inputs and output, and would only repeat them. */
const inShapes =
  /^(images|channels|(in|out|group|groupIn|groupOut|padded)(Channels|Height|Width|Size|Features)|shape|rows|columns|inner|batch|groups)$/;

/** The ends of names that come in pairs: along height and width. */
const pairs = [
  ['Y', 'X'],
  ['Height', 'Width'],
] as const;

/**
 * The settings of an operation in words: `stride 2, padding [1, 0], dilation 1`. What comes in pairs along height and
 * width (strideY, strideX) is said once. What the shapes say too is left out.
 */
export function settingsText(params: unknown): string {
  const settings = new Map<string, unknown>();
  collect(params, settings);
  if (settings.has('kernelHeight') && hasWeight(params)) {
    settings.delete('kernelHeight');
    settings.delete('kernelWidth');
  }
  const groups = groupsIn(params);
  if (groups > 1) settings.set('groups', groups);
  for (const [name, value] of settings) joinPair(name, value, settings);
  return [...settings].map(([name, value]) => `${name} ${valueText(value)}`).join(', ');
}

function collect(params: unknown, into: Map<string, unknown>): void {
  if (typeof params !== 'object' || params === null) return;
  if (Array.isArray(params)) {
    if (params.length > 0) into.set('numbers', params);
    return;
  }
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || typeof value === 'function' || inShapes.test(name)) continue;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) into.set(name, value);
    else if (!('storage' in value)) collect(value, into); // a tensor's numbers are no setting
  }
}

/** strideY and strideX become stride. */
function joinPair(name: string, value: unknown, settings: Map<string, unknown>): void {
  for (const [first, second] of pairs) {
    const stem = name.slice(0, -first.length);
    const other = settings.get(stem + second);
    if (!name.endsWith(first) || other === undefined) continue;
    settings.delete(name);
    settings.delete(stem + second);
    settings.set(stem, value === other ? value : [value, other]);
  }
}

/** Whether a weight among the inputs has the size of the window. */
function hasWeight(params: unknown): boolean {
  return typeof params === 'object' && params !== null && 'outChannels' in params;
}

/** A convolution's groups, which its sizes only imply. */
function groupsIn(params: unknown): number {
  const { inChannels, groupInChannels } = (params ?? {}) as Readonly<Record<string, unknown>>;
  return typeof inChannels === 'number' && typeof groupInChannels === 'number' ? inChannels / groupInChannels : 1;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
