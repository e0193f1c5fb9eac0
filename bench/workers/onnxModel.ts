// Just enough of the ONNX format (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, a protobuf message) to write
// the tutorial's net and single layers down for onnxruntime, without a library that exports models.

/** A step of the graph. Attributes are integers, or lists of them. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A model: `input` goes through the nodes and comes out as the last node's output. */
export interface OnnxModel {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly nodes: readonly OnnxNode[];
  readonly weights: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>;
}

const float = 1; // TensorProto.DataType.FLOAT
const attributeType = { int: 2, ints: 7 }; // AttributeProto.AttributeType

/** The bytes of a model file. Its input is called 'input', its output what the last node calls it. */
export function encodeModel({ input, output, nodes, weights }: OnnxModel): Uint8Array {
  const graph = [
    ...nodes.map(({ op, inputs, output, attributes = {} }) =>
      message(1, [
        ...inputs.map((name) => text(1, name)),
        text(2, output),
        text(4, op),
        ...Object.entries(attributes).map(([name, value]) =>
          typeof value === 'number'
            ? message(5, [text(1, name), integer(3, value), integer(20, attributeType.int)])
            : message(5, [text(1, name), ...value.map((each) => integer(8, each)), integer(20, attributeType.ints)]),
        ),
      ]),
    ),
    text(2, 'bench'),
    ...Object.entries(weights).map(([name, { shape, values }]) =>
      message(5, [
        ...shape.map((size) => integer(1, size)),
        integer(2, float),
        text(8, name),
        bytes(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
      ]),
    ),
    message(11, valueInfo('input', input)),
    message(12, valueInfo(nodes[nodes.length - 1].output, output)),
  ];
  return Buffer.concat([integer(1, 8), message(8, [integer(2, 17)]), message(7, graph)]); // IR 8, operator set 17
}

function valueInfo(name: string, shape: readonly number[]): Buffer[] {
  const dimensions = shape.map((size) => message(1, [integer(1, size)]));
  return [text(1, name), message(2, [message(1, [integer(1, float), message(2, dimensions)])])];
}

// Protobuf: a field is its number and wire type, then a varint (type 0), or a length and that many bytes (type 2).

function integer(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function bytes(field: number, content: Uint8Array): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value));
}

function message(field: number, parts: readonly Uint8Array[]): Buffer {
  return bytes(field, Buffer.concat(parts));
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function varint(value: number): Buffer {
  const groups: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) groups.push((rest % 0x80) | 0x80);
  groups.push(rest);
  return Buffer.from(groups);
}
